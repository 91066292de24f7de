/** The last row of a page: the next page begins after it. */
export interface Cursor {
  /** Value of the sort column; null sorts last. */
  readonly key: string | null;
  readonly id: string;
}

/** A cursor as opaque text. */
export function formatCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.key, cursor.id])).toString('base64url');
}

/** The cursor of its text; undefined for anything else. */
export function parseCursor(text: string): Cursor | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(value) || value.length !== 2) return undefined;
    const [key, id] = value as unknown[];
    if (typeof id !== 'string' || (key !== null && typeof key !== 'string')) return undefined;
    return { key, id };
  } catch {
    return undefined;
  }
}
