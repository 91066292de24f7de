import { failureWords } from '../../../trpc/call-error.ts';
import { FieldError } from '../../../ui/field.tsx';

interface MoreRowsProps {
  order: {
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: unknown;
    fetchNextPage(): unknown;
  };
  /** How many rows were read. */
  shown: number;
}

/** Under the rows: that more are being read, or that they could not be. */
export function MoreRows({ order, shown }: MoreRowsProps) {
  if (order.isFetchNextPageError) {
    return (
      <p role="alert" className="flex flex-wrap items-center gap-3 border-t border-line px-3.5 py-2">
        <FieldError
          text={`${shown.toLocaleString('en')} were read, the others could not be: ${failureWords(order.error).message}`}
        />
        <button type="button" className="button button-small" onClick={() => order.fetchNextPage()}>
          Try again
        </button>
      </p>
    );
  }
  return (
    <p role="status" className="border-t border-line px-3.5 py-1.5 text-sm text-ink-3 empty:hidden">
      {order.isFetchingNextPage ? 'Reading more' : ''}
    </p>
  );
}
