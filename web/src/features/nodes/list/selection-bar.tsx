'use client';

import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPCClient } from '../../../trpc/client.tsx';
import { BusyButton } from '../../../ui/busy-button.tsx';
import { counted } from '../../../ui/counted.ts';
import { formatFilter, MAX_NAMED_NODES, type NodeFilter } from './list-filter.ts';

const PushPanel = lazy(() => import('../../config/push/push-panel.tsx'));

interface SelectionBarProps {
  filter: NodeFilter;
  selected: ReadonlySet<string>;
  matching: number;
  mayPush: boolean;
  onSelect: (selected: ReadonlySet<string>) => void;
}

/** What can be done with the selected nodes, with their exact number. */
export default function SelectionBar({ filter, selected, matching, mayPush, onSelect }: SelectionBarProps) {
  const [isPushing, setPushing] = useState(false);
  const all = useAllMatching({ filter, selected, onSelect });
  const clear = () => onSelect(new Set());
  const count = counted(selected.size, 'node');
  return (
    <section aria-label="Selected nodes" className="selection-bar">
      <span className="whitespace-nowrap" role="status">
        <strong>{count}</strong>{' '}
        <span className="text-ink-3">of {matching.toLocaleString('en')} matching</span>
      </span>
      {selected.size < matching && matching <= MAX_NAMED_NODES && (
        <BusyButton type="button" className="link" busy={all.isReading} onClick={all.select}>
          Select all {matching.toLocaleString('en')}
        </BusyButton>
      )}
      {all.problem !== undefined && (
        <span role="alert" className="text-sm text-look">
          {all.problem}
        </span>
      )}
      {mayPush && (
        <button type="button" className="button" onClick={() => setPushing(true)}>
          Push configuration to {count}
        </button>
      )}
      <button type="button" className="button button-quiet" onClick={clear}>
        Clear <kbd className="key-cap">Esc</kbd>
      </button>
      <Suspense>
        {isPushing && <PushPanel chosenNodes={[...selected]} onClose={() => setPushing(false)} />}
      </Suspense>
    </section>
  );
}

/** Selects every node that matches now. The selection stays these nodes, whatever matches later. */
function useAllMatching({
  filter,
  selected,
  onSelect,
}: Pick<SelectionBarProps, 'filter' | 'selected' | 'onSelect'>) {
  const client = useTRPCClient();
  const [isReading, setReading] = useState(false);
  const [problem, setProblem] = useState<string>();
  const reading = useRef<AbortController>(undefined);
  const address = formatFilter(filter);
  // An answer that comes after another filter, another selection or none at all is not wanted any more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: their change is what ends it
  useEffect(
    () => () => {
      reading.current?.abort();
      setReading(false);
    },
    [address, selected],
  );
  async function select() {
    const asked = new AbortController();
    const { signal } = asked;
    reading.current = asked;
    setReading(true);
    try {
      const { ids } = await client.nodes.matchingIds.query(filter, { signal });
      if (signal.aborted) return;
      if (ids !== null) onSelect(new Set(ids));
      setProblem(
        ids === null
          ? `More than ${MAX_NAMED_NODES.toLocaleString('en')} match: narrow the list.`
          : undefined,
      );
    } catch (error) {
      if (signal.aborted) return;
      setProblem(failureWords(error).message);
    }
    setReading(false);
  }
  return { isReading, problem, select };
}
