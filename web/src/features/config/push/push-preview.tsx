import Link from 'next/link';
import { FieldError } from '../../../ui/field.tsx';
import { DcWarning } from './dc-warning.tsx';
import { HeldTable } from './held-table.tsx';
import { PushCounts } from './push-counts.tsx';
import type { PreparedPush } from './use-push.ts';

/** What the push would do: to how many, what changes for them, what they risk. */
export function PushPreview({ counts, isNothingSaved, failure }: PreparedPush['preview']) {
  return (
    <>
      {counts !== undefined && <PushCounts counts={counts} />}
      {counts !== undefined && counts.held.length > 0 && <HeldTable held={counts.held} />}
      {failure !== undefined && <FieldError text={failure} />}
      {isNothingSaved && (
        <p>
          Nothing is saved yet.{' '}
          <Link href="/config" className="link">
            Save a configuration
          </Link>{' '}
          first, then push it.
        </p>
      )}
      {counts?.changesDc && <DcWarning />}
    </>
  );
}
