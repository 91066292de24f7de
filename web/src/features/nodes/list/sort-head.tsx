import type { NodeFilter } from './list-filter.ts';

type Sort = NodeFilter['sort'];

interface SortHeadProps {
  text: string;
  className?: string;
  /** The order of a first press, and of the next. */
  rising: Sort;
  falling: Sort;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

/** The head of a column by which the list can be ordered. */
export function SortHead({ text, className, rising, falling, sort, onSort }: SortHeadProps) {
  const order = sort === rising ? 'ascending' : sort === falling ? 'descending' : undefined;
  return (
    <th className={className} aria-sort={order ?? 'none'}>
      <button
        type="button"
        className={`cursor-pointer hover:text-ink ${order === undefined ? '' : 'text-ink'}`}
        onClick={() => onSort(sort === rising ? falling : rising)}
      >
        {text}
        <span aria-hidden="true">{order === undefined ? '' : order === 'ascending' ? ' ↑' : ' ↓'}</span>
      </button>
    </th>
  );
}
