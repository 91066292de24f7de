'use client';

import dynamic from 'next/dynamic';
import { useEffect, useRef, useState } from 'react';

const PushPanel = dynamic(
  () => import('../../config/push/push-panel.tsx').then((module) => module.PushPanel),
  // Without it the whole list would wait.
  { loading: () => null },
);

/** Most nodes that are pushed to by name: their ids travel in one address. */
const MOST_NAMED = 300;

/** Reading more of the list at once than this keeps people waiting. */
const MOST_SELECTED = 1_000;

interface SelectionBarProps {
  selected: ReadonlySet<string>;
  matching: number;
  total: number;
  mayPush: boolean;
  /** Reads the rest of the list and selects all of it. */
  onSelectAll: () => Promise<void>;
  onClear: () => void;
}

/** What can be done with the selected nodes, with their exact number. Esc lets go of them. */
export function SelectionBar({
  selected,
  matching,
  total,
  mayPush,
  onSelectAll,
  onClear,
}: SelectionBarProps) {
  const [isPushing, setPushing] = useState(false);
  const [isReading, setReading] = useState(false);
  const clear = useRef(onClear);
  clear.current = onClear;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const inside =
        event.target instanceof Element && event.target.closest('dialog, details[open]') !== null;
      if (event.key === 'Escape' && !inside) clear.current();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  const count = selected.size === 1 ? '1 node' : `${selected.size.toLocaleString('en')} nodes`;
  // All nodes are pushed to as the fleet; some are named one by one.
  const isFleet = selected.size === total;
  const isTooMany = !isFleet && selected.size > MOST_NAMED;
  return (
    <section aria-label="Selected nodes" className="selection-bar">
      <span className="whitespace-nowrap">
        <strong>{count}</strong>{' '}
        <span className="text-ink-3">of {matching.toLocaleString('en')} matching</span>
      </span>
      {selected.size < matching && matching <= MOST_SELECTED && (
        <button
          type="button"
          className="link"
          disabled={isReading}
          onClick={() => {
            setReading(true);
            void onSelectAll().finally(() => setReading(false));
          }}
        >
          Select all {matching.toLocaleString('en')}
        </button>
      )}
      {mayPush && (
        <button
          type="button"
          className="button"
          aria-disabled={isTooMany}
          aria-describedby={isTooMany ? 'too-many-nodes' : undefined}
          onClick={() => !isTooMany && setPushing(true)}
        >
          Push configuration to {count}
        </button>
      )}
      {isTooMany && (
        <span id="too-many-nodes" className="text-sm text-look">
          At most {MOST_NAMED} at once, or the whole fleet.
        </span>
      )}
      <button type="button" className="button button-quiet" onClick={onClear}>
        Clear <kbd className="key-cap">Esc</kbd>
      </button>
      {isPushing && (
        <PushPanel chosenNodes={isFleet ? [] : [...selected]} onClose={() => setPushing(false)} />
      )}
    </section>
  );
}
