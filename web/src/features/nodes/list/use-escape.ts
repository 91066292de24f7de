'use client';

import { useEffect, useRef } from 'react';

/** Where Esc is about what has the focus: a dialog, an open menu, a zoomed chart. */
const TAKES_ESCAPE = 'dialog, details[open], .throughput-chart';

/**
 * Calls back on Esc wherever the focus is, also where nothing has it while a part of the page is being made. What takes
 * Esc itself comes first.
 */
export function useEscape(onEscape: (() => void) | undefined) {
  const latest = useRef(onEscape);
  latest.current = onEscape;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest(TAKES_ESCAPE) !== null) return;
      latest.current?.();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
