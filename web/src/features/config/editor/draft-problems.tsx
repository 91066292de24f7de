import { failureWords } from '../../../trpc/call-error.ts';
import { FieldError } from '../../../ui/field.tsx';
import type { EditedConfig } from './use-edited-config.ts';

/** Why a draft was not kept, or could not be discarded. */
export function DraftProblems({ failed, issues }: Pick<EditedConfig, 'failed' | 'issues'>) {
  return (
    <div role="alert" className="empty:hidden">
      {failed !== null && <FieldError text={failureWords(failed).message} />}
      {issues.length > 0 && (
        <FieldError
          text={issues.length === 1 ? '1 value cannot be used.' : `${issues.length} values cannot be used.`}
        />
      )}
    </div>
  );
}
