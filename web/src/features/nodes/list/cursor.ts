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
    if (/\p{Cc}/u.test(`${id}${key ?? ''}`)) return undefined;
    return { key, id };
  } catch {
    return undefined;
  }
}

/** Whether a key is an instant as this list writes it, and not what a database would stumble over. */
export function isInstant(key: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(key) && !Number.isNaN(Date.parse(key));
}
