import { Age } from '../../../ui/live/age-text.tsx';
import type { EditedConfig } from './use-edited-config.ts';

interface DraftActionsProps {
  edited: EditedConfig;
  /** What is edited is kept, and is to be pushed. */
  onPush: () => void;
}

/** Whose draft it is, and what is done with it as a whole. */
export function DraftActions({ edited, onPush }: DraftActionsProps) {
  const { config, isDirty, isForgettable, isSaving, keep, forget } = edited;
  const { draft, now } = config;
  return (
    <>
      {draft !== null && (
        <span className="text-sm text-ink-3 max-md:hidden">
          Draft of {draft.savedBy ?? 'somebody'}, <Age at={draft.savedAt} now={now} suffix=" ago" />
        </span>
      )}
      <button type="button" className="button button-quiet" aria-disabled={!isForgettable} onClick={forget}>
        Discard
      </button>
      <button type="button" className="button" aria-disabled={!isDirty || isSaving} onClick={keep}>
        {isSaving ? 'Saving' : 'Save draft'}
      </button>
      <button
        type="button"
        className="button button-primary"
        aria-disabled={isSaving}
        onClick={async () => (await keep()) && onPush()}
      >
        {isDirty ? 'Save and push' : 'Push'}
      </button>
    </>
  );
}
