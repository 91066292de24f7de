'use client';

import { useEffect, useRef } from 'react';
import { listKeys } from './list-keys.ts';

interface KeyedRows {
  ids: readonly string[];
  openId: string | undefined;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onOpen: (id: string) => void;
  focusRow: (index: number) => void;
}

/** The keys of a list, wherever the focus is; they act on the rows as they are when a key is pressed. */
export function useListKeys(rows: KeyedRows) {
  const latest = useRef(rows);
  latest.current = rows;
  useEffect(() => {
    const press = listKeys({
      ids: () => latest.current.ids,
      openId: () => latest.current.openId,
      selected: () => latest.current.selected,
      onSelect: (next) => latest.current.onSelect(next),
      onOpen: (id) => latest.current.onOpen(id),
      focusRow: (index) => latest.current.focusRow(index),
    });
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
