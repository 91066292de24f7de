'use client';

import Link from 'next/link';
import { useEffect, useRef } from 'react';

interface SelectionBarProps {
  selected: ReadonlySet<string>;
  matching: number;
  mayPush: boolean;
  onClear: () => void;
}

/** What can be done with the selected nodes, with their exact number. Esc lets go of them. */
export function SelectionBar({ selected, matching, mayPush, onClear }: SelectionBarProps) {
  const clear = useRef(onClear);
  clear.current = onClear;
  useEffect(() => {
    const press = (event: KeyboardEvent) => event.key === 'Escape' && clear.current();
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  const count = selected.size === 1 ? '1 node' : `${selected.size} nodes`;
  return (
    <section aria-label="Selected nodes" className="selection-bar">
      <span>
        <strong>{count}</strong>{' '}
        <span className="text-ink-3">of {matching.toLocaleString('en')} matching</span>
      </span>
      {mayPush && (
        <Link href={`/config?push=${[...selected].join(',')}`} className="button">
          Push configuration to {count}
        </Link>
      )}
      <button type="button" className="button button-quiet" onClick={onClear}>
        Clear <kbd className="key-cap">Esc</kbd>
      </button>
    </section>
  );
}
