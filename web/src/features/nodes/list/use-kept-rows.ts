'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { type KeptRows, NO_ROWS, withoutGone, withPage, withReading } from './kept-rows.ts';

interface KeptState {
  /** Names the reading to which the rows belong. */
  readonly key: string;
  readonly rows: KeptRows;
}

/** Some rows that were read anew. */
interface Reading {
  readonly asked: readonly string[];
  readonly came: ReadonlySet<string>;
}

/** Keeps the rows of a reading as they are shown; `pages` are its ids so far, undefined while it is not there. */
export function useKeptRows(key: string, pages: readonly (readonly string[])[] | undefined) {
  const [state, setState] = useState<KeptState>({ key: '', rows: NO_ROWS });
  const isHeld = useRef(false);

  const change = useCallback(
    (next: (rows: KeptRows) => KeptRows) =>
      setState((before) => {
        const own = before.key === key ? before.rows : NO_ROWS;
        const after = next(own);
        const rows = isHeld.current ? after : withoutGone(after);
        return before.key === key && rows === before.rows ? before : { key, rows };
      }),
    [key],
  );

  useEffect(() => {
    if (pages !== undefined) change((rows) => withPage(rows, [...new Set(pages.flat())]));
  }, [pages, change]);

  return {
    /** Undefined until the first page was taken in. */
    rows: state.key === key ? state.rows : undefined,
    takeIn: useCallback((reading: Reading) => change((rows) => withReading(rows, reading)), [change]),
    /** Tells whether somebody's pointer or focus is among the rows. */
    hold: useCallback(
      (held: boolean) => {
        isHeld.current = held;
        if (!held) change((rows) => rows);
      },
      [change],
    ),
  };
}
