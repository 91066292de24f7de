interface Entry<T> {
  readonly key: string;
  readonly at: number;
  readonly timer: T;
  live: boolean;
}

/**
 * The one list of what is due when. A timer is data under a key; setting a key again moves it.
 * A heap with lazy deletion: every operation takes logarithmic time.
 */
export class Deadlines<T> {
  readonly #byKey = new Map<string, Entry<T>>();
  #heap: Entry<T>[] = [];

  /** Number of timers that are set. */
  get size(): number {
    return this.#byKey.size;
  }

  set(key: string, at: number, timer: T): void {
    this.clear(key);
    const entry = { key, at, timer, live: true };
    this.#byKey.set(key, entry);
    this.#push(entry);
  }

  clear(key: string): void {
    const entry = this.#byKey.get(key);
    if (entry === undefined) return;
    entry.live = false;
    this.#byKey.delete(key);
    if (this.#heap.length > 64 + 2 * this.#byKey.size) this.#compact();
  }

  /** When the next timer is due. */
  next(): number | undefined {
    this.#dropDead();
    return this.#heap[0]?.at;
  }

  /** Takes one timer that is due at `now`, the earliest first. */
  takeDue(now: number): T | undefined {
    this.#dropDead();
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return undefined;
    this.#byKey.delete(first.key);
    this.#pop();
    return first.timer;
  }

  #dropDead(): void {
    while (this.#heap[0]?.live === false) this.#pop();
  }

  #compact(): void {
    const live = this.#heap.filter((entry) => entry.live);
    this.#heap = [];
    for (const entry of live) this.#push(entry);
  }

  #push(entry: Entry<T>): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((heap[parent] as Entry<T>).at <= entry.at) break;
      heap[index] = heap[parent] as Entry<T>;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const child = this.#smallerChild(index);
      if (child === undefined || (heap[child] as Entry<T>).at >= last.at) break;
      heap[index] = heap[child] as Entry<T>;
      index = child;
    }
    heap[index] = last;
  }

  #smallerChild(index: number): number | undefined {
    const left = this.#heap[2 * index + 1];
    const right = this.#heap[2 * index + 2];
    if (left === undefined) return undefined;
    return right !== undefined && right.at < left.at ? 2 * index + 2 : 2 * index + 1;
  }
}
