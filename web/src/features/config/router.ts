import { router } from '../../trpc/init.ts';
import { getBoardProcedure } from './board/get-board.ts';
import { getBoardCellProcedure } from './board/get-board-cell.ts';
import { listPushesProcedure } from './board/list-pushes.ts';
import { watchPushProcedure } from './board/watch-push.ts';
import { discardDraftProcedure } from './draft/discard-draft.ts';
import { getConfigProcedure } from './draft/get-config.ts';
import { saveDraftProcedure } from './draft/save-draft.ts';
import { previewPushProcedure } from './push/preview-push.ts';
import { pushConfigProcedure } from './push/push-config.ts';

export const configRouter = router({
  get: getConfigProcedure,
  saveDraft: saveDraftProcedure,
  discardDraft: discardDraftProcedure,
  previewPush: previewPushProcedure,
  push: pushConfigProcedure,
  pushes: listPushesProcedure,
  board: getBoardProcedure,
  boardCell: getBoardCellProcedure,
  watchPush: watchPushProcedure,
});
