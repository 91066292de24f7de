import type { EditedConfig } from './use-edited-config.ts';

interface ConfigHeadlineProps {
  edited: EditedConfig;
  /** Whether the page was opened to push to certain nodes. */
  isForPush: boolean;
}

/** Which version it is, and what was done to it that is not in force yet. */
export function ConfigHeadline({ edited, isForPush }: ConfigHeadlineProps) {
  return (
    <h1 className="state">
      {version(edited.config)} <span className="remark">{remark(edited, isForPush)}</span>
    </h1>
  );
}

function version({ draft, current }: EditedConfig['config']): string {
  if (draft !== null) return `Fleet, draft of v${draft.version}.`;
  if (current !== null) return `Fleet v${current.version}, in force.`;
  return 'Nothing was pushed yet.';
}

function remark({ changed, isDirty, isTyped, saved }: EditedConfig, isForPush: boolean): string {
  const what =
    changed.length === 0
      ? ''
      : `${changed.length === 1 ? 'Section' : 'Sections'} ${changed.join(', ')} ${changed.length === 1 ? 'changes' : 'change'}. `;
  if (isDirty && isTyped) return `${what}Not saved yet.`;
  if (what !== '') return what.trim();
  if (saved === null && isForPush) return 'Save it first, then push it.';
  return '';
}
