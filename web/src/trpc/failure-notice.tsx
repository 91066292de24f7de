import { Cross } from '../ui/shapes/marks.tsx';
import { failureWords } from './call-error.ts';

/** What failed on a page whose other parts still stand, with the request's id. */
export function FailureNotice({ what, error }: { what: string; error: unknown }) {
  const { message, requestId } = failureWords(error);
  return (
    <p
      role="alert"
      className="flex flex-wrap items-center gap-2 rounded-2 border border-broken-line bg-broken-tint px-3 py-2 text-broken"
    >
      <Cross />
      <span>
        {what}: {message}
      </span>
      {requestId !== undefined && (
        <span>
          Request <code className="font-mono">{requestId}</code>
        </span>
      )}
    </p>
  );
}
