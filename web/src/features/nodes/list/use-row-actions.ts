'use client';

import { useRef } from 'react';

interface ChosenRows {
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onOpen: (id: string) => void;
}

/** What is done with one row. Stays the same for ever: a row is drawn again only where it says something else. */
export function useRowActions(rows: ChosenRows) {
  const latest = useRef(rows);
  latest.current = rows;
  const actions = useRef({
    open: (id: string) => latest.current.onOpen(id),
    select: (id: string, chosen: boolean) =>
      latest.current.onSelect(withNode(latest.current.selected, id, chosen)),
  });
  return actions.current;
}

function withNode(selected: ReadonlySet<string>, id: string, chosen: boolean): ReadonlySet<string> {
  const next = new Set(selected);
  if (chosen) next.add(id);
  else next.delete(id);
  return next;
}
