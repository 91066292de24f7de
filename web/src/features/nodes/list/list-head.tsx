import Link from 'next/link';
import { ExportButton } from './export-button.tsx';
import { isNarrowed, type NodeFilter } from './list-filter.ts';
import type { ListLook } from './list-look.ts';
import { LookMenu } from './look-menu.tsx';

interface ListHeadProps {
  filter: NodeFilter;
  /** How many nodes there are, and how many of them match the filter. */
  total: number;
  matching: number;
  look: ListLook;
  mayEnrol: boolean;
  onLook: (look: ListLook) => void;
}

/** How many nodes match, and what can be done with the list as a whole. */
export function ListHead({ filter, total, matching, look, mayEnrol, onLook }: ListHeadProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <h1 className="state mr-auto">
        {matching.toLocaleString('en')}{' '}
        <span className="remark">
          <CountWords filter={filter} total={total} />
        </span>
      </h1>
      <ExportButton filter={filter} count={matching} />
      <LookMenu look={look} onChange={onLook} />
      {mayEnrol && (
        <Link href="/enrol" className="button button-primary">
          <span>
            Enrol<span className="max-md:sr-only"> nodes</span>
          </span>
        </Link>
      )}
    </div>
  );
}

function CountWords({ filter, total }: { filter: NodeFilter; total: number }) {
  if (!isNarrowed(filter)) return total === 1 ? 'node' : 'nodes';
  return (
    <>
      of {total.toLocaleString('en')}
      <span className="max-md:sr-only"> nodes</span> match
    </>
  );
}
