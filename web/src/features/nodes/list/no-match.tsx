import { PageState } from '../../../ui/page-state.tsx';
import { type FilterPart, filterParts } from './filter-parts.ts';
import { NO_FILTER, type NodeFilter } from './list-filter.ts';

interface NoMatchProps {
  filter: NodeFilter;
  total: number;
  onShow: (filter: NodeFilter) => void;
}

/** The filter is the reason: says which, and undoes a part of it or all. */
export default function NoMatch({ filter, total, onShow }: NoMatchProps) {
  const parts = filterParts(filter);
  const last = parts.at(-1);
  return (
    <PageState
      kind="noMatch"
      title={`0 of ${total.toLocaleString('en')} nodes match`}
      actions={
        <>
          {parts.length > 1 && last !== undefined && <DropButton part={last} onShow={onShow} />}
          <button
            type="button"
            className={parts.length > 1 ? 'button button-quiet' : 'button'}
            onClick={() => onShow({ ...NO_FILTER, sort: filter.sort })}
          >
            Clear all filters
          </button>
        </>
      }
    >
      <p>No node has all of this:</p>
      <p className="font-mono text-sm">{parts.map(({ text }) => text).join(' ')}</p>
    </PageState>
  );
}

function DropButton({ part, onShow }: { part: FilterPart; onShow: (filter: NodeFilter) => void }) {
  return (
    <button type="button" className="button" onClick={() => onShow(part.without)}>
      Drop {part.text}
    </button>
  );
}
