import type { NodeFilter } from './list-filter.ts';

type Sort = NodeFilter['sort'];

interface SortHeadProps {
  text: string;
  className?: string;
  rising: Sort;
  falling: Sort;
  /** The order of a first press; the other one comes with the next. */
  first?: Sort;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

/** The head of a column by which the list can be ordered. */
export function SortHead({ text, className, rising, falling, first = rising, sort, onSort }: SortHeadProps) {
  const order = sort === rising ? 'ascending' : sort === falling ? 'descending' : undefined;
  return (
    <th className={className} aria-sort={order ?? 'none'}>
      <button
        type="button"
        className={`cursor-pointer hover:text-ink ${order === undefined ? '' : 'text-ink'}`}
        onClick={() => onSort(sort !== first ? first : first === rising ? falling : rising)}
      >
        {text}
        <span aria-hidden="true">{order === undefined ? '' : order === 'ascending' ? ' ↑' : ' ↓'}</span>
      </button>
    </th>
  );
}
