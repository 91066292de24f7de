interface Readings<T> {
  readonly now: Promise<T>;
  /** Shared by those who asked while `now` was being read. */
  next: Promise<T> | undefined;
}

/**
 * Readings that are shared by all who ask the same: one at a time for each key, however many ask. Each of them was begun
 * after it was asked for, so that whoever reads again because something changed sees the change.
 */
export class SharedReadings<T> {
  readonly #open = new Map<string, Readings<T>>();

  /** What `read` gives for the key; rejects as it does. */
  get(key: string, read: () => Promise<T>): Promise<T> {
    const open = this.#open.get(key);
    if (open === undefined) return this.#begin(key, read);
    const begin = () => this.#begin(key, read);
    open.next ??= open.now.then(begin, begin);
    return open.next;
  }

  #begin(key: string, read: () => Promise<T>): Promise<T> {
    const open: Readings<T> = { now: read(), next: undefined };
    this.#open.set(key, open);
    const end = () => {
      if (open.next === undefined) this.#open.delete(key);
    };
    open.now.then(end, end);
    return open.now;
  }
}
