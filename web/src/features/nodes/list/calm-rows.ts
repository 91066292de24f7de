/** Rows in the order in which they are shown, and how many wait to be shown. */
export interface CalmRows<T> {
  readonly rows: readonly T[];
  readonly waiting: number;
}

/**
 * Newly read rows in the order that is shown: values change in place, rows that are gone go, and rows that are new
 * wait until somebody asks for them, so that nothing moves under the pointer.
 */
export function calmRows<T extends { readonly id: string }>(
  shownIds: readonly string[] | undefined,
  read: readonly T[],
): CalmRows<T> {
  if (shownIds === undefined) return { rows: read, waiting: 0 };
  const byId = new Map(read.map((row) => [row.id, row]));
  const rows = shownIds.flatMap((id) => byId.get(id) ?? []);
  return { rows, waiting: read.length - rows.length };
}
