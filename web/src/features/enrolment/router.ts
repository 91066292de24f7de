import { router } from '../../trpc/init.ts';
import { admittedNodesProcedure } from './keys/admitted-nodes.ts';
import { createKeyProcedure } from './keys/create-key.ts';
import { listKeysProcedure } from './keys/list-keys.ts';
import { revokeKeyProcedure } from './keys/revoke-key.ts';
import { suspendKeyNodesProcedure } from './keys/suspend-key-nodes.ts';

export const enrolmentRouter = router({
  listKeys: listKeysProcedure,
  createKey: createKeyProcedure,
  admittedNodes: admittedNodesProcedure,
  revokeKey: revokeKeyProcedure,
  suspendKeyNodes: suspendKeyNodesProcedure,
});
