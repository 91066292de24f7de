'use client';

import { useEffect, useRef } from 'react';
import { usePageActions } from '../../palette/page-actions.ts';
import { LiveMark, liveWord } from './live-badge.tsx';
import type { LiveState } from './use-told-changes.ts';

interface LiveControlProps {
  state: LiveState;
  paused: boolean;
  onToggle: () => void;
}

/** Says whether the page follows what happens, and stops and restarts that: by press, or by Space on the page. */
export function LiveControl({ state, paused, onToggle }: LiveControlProps) {
  const toggle = useRef(onToggle);
  toggle.current = onToggle;
  usePageActions([{ text: paused ? 'Go on with live updates' : 'Pause live updates', run: onToggle }]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== ' ' || !isNobodys(event.target)) return;
      event.preventDefault();
      toggle.current();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  return (
    <button
      type="button"
      className="button"
      aria-label={paused ? 'Paused, go on' : `${liveWord(state)}, pause`}
      title={paused ? 'Go on (Space)' : 'Pause (Space)'}
      onClick={onToggle}
    >
      {paused ? <span className="text-look">Paused</span> : <LiveMark state={state} />}
      <kbd className="key-cap">Space</kbd>
    </button>
  );
}

/** Whether a key is meant for the page: parts that are only read have the focus too, but use no keys. */
function isNobodys(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof HTMLElement && target.tabIndex === -1);
}
