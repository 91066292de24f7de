/** Rows in the order in which they are shown. */
export interface CalmRows<T> {
  readonly rows: readonly T[];
  /** How many wait to be shown. */
  readonly waiting: number;
  /** Whether the order is that which was shown; else it is the one that was read. */
  readonly isKept: boolean;
}

/**
 * Newly read rows in the order that is shown: values change in place, rows that are gone go, and rows that are new
 * wait until somebody asks for them, so that nothing moves under the pointer. Where nothing is left of what was shown,
 * nothing can move.
 */
export function calmRows<T extends { readonly id: string }>(
  shownIds: readonly string[] | undefined,
  read: readonly T[],
): CalmRows<T> {
  const byId = new Map(read.map((row) => [row.id, row]));
  const rows = (shownIds ?? []).flatMap((id) => byId.get(id) ?? []);
  if (rows.length === 0) return { rows: read, waiting: 0, isKept: false };
  return { rows, waiting: read.length - rows.length, isKept: true };
}
