/** Shortest time between two lines of one kind. */
const EVERY_MS = 1_000;
/** Kinds that are told apart at a time; what they are made of may come from outside. */
const MOST_KINDS = 1_000;

/** Lets each kind of event be said once a second at most, with how often it happened meanwhile. */
export class LogRepeats {
  readonly #kinds = new Map<string, { saidAt: number; unsaid: number }>();

  /** How often it was not said since the last time, where it may be said now; `now` is monotonic milliseconds. */
  admit(kind: string, now: number): number | undefined {
    const known = this.#kinds.get(kind);
    if (known !== undefined && now - known.saidAt < EVERY_MS) {
      known.unsaid++;
      return undefined;
    }
    if (known === undefined && this.#kinds.size >= MOST_KINDS) this.#forget(now);
    this.#kinds.set(kind, { saidAt: now, unsaid: 0 });
    return known?.unsaid ?? 0;
  }

  /** Those that were not said of late; all of them where there are too many even so. */
  #forget(now: number): void {
    for (const [kind, { saidAt }] of this.#kinds) if (now - saidAt >= EVERY_MS) this.#kinds.delete(kind);
    if (this.#kinds.size >= MOST_KINDS) this.#kinds.clear();
  }
}
