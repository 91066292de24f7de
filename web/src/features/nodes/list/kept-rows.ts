/** The rows of a list in the order in which they are shown. */
export interface KeptRows {
  readonly ids: readonly string[];
  /** Shown though the filter does not let them through any more, so that nothing moves under the pointer. */
  readonly gone: ReadonlySet<string>;
  /** How many were taken away since the list was read. */
  readonly taken: number;
}

export const NO_ROWS: KeptRows = { ids: [], gone: new Set(), taken: 0 };

/** The rows with those of another page at their end; what is shown already stays where it is. */
export function withPage(rows: KeptRows, read: readonly string[]): KeptRows {
  const shown = new Set(rows.ids);
  const more = read.filter((id) => !shown.has(id));
  return more.length === 0 ? rows : { ...rows, ids: [...rows.ids, ...more] };
}

/** The rows after some were read anew: of those that were asked for, the ones that did not come are gone. */
export function withReading(
  rows: KeptRows,
  of: { asked: readonly string[]; came: ReadonlySet<string> },
): KeptRows {
  const gone = new Set(rows.gone);
  for (const id of of.asked) {
    if (of.came.has(id)) gone.delete(id);
    else gone.add(id);
  }
  const isSame = gone.size === rows.gone.size && [...gone].every((id) => rows.gone.has(id));
  return isSame ? rows : { ...rows, gone };
}

/** The rows without those that are gone, for when nobody's pointer or focus is among them. */
export function withoutGone(rows: KeptRows): KeptRows {
  if (rows.gone.size === 0) return rows;
  const ids = rows.ids.filter((id) => !rows.gone.has(id));
  return { ids, gone: new Set(), taken: rows.taken + rows.ids.length - ids.length };
}

/**
 * How many nodes came to match since the list was read. Counted by what matches now, so that it is right however long
 * the list is; where nodes left that nobody has looked at, it is that many too few.
 */
export function newMatches(of: { rows: KeptRows; matchingAtRead: number; matching: number }): number {
  const left = of.rows.taken + of.rows.gone.size;
  return Math.max(0, of.matching - (of.matchingAtRead - left));
}
