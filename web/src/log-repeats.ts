/** Shortest time between two lines of one kind. */
const EVERY_MS = 1_000;
/** Kinds that are told apart at a time; what they are made of may come from outside. */
const MOST_KINDS = 1_000;

/** Writes a line; `more` is how many of its kind are held back for good. */
type Say = (more: number) => void;

interface Kind {
  saidAt: number;
  /** The newest that was not said, how many there were, and what says it at the end of the second. */
  held: { say: Say; count: number; readonly timer: NodeJS.Timeout } | undefined;
}

/**
 * Lets each kind of event be said once a second at most. The first is said at once; the newest of those that came
 * meanwhile is said at the end of the second with the number of the others, so that none goes untold.
 */
export class LogRepeats {
  readonly #kinds = new Map<string, Kind>();
  readonly #clock: () => number;

  /** `clock`: monotonic milliseconds. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** Has an event said, now or within a second, unless a newer one of its kind takes its place. */
  admit(kind: string, say: Say): void {
    const now = this.#clock();
    const known = this.#kinds.get(kind);
    if (known !== undefined && now - known.saidAt < EVERY_MS) {
      this.#hold(known, say, now);
      return;
    }
    if (known === undefined && this.#kinds.size >= MOST_KINDS) this.#forget(now);
    clearTimeout(known?.held?.timer);
    this.#kinds.set(kind, { saidAt: now, held: undefined });
    say(known?.held?.count ?? 0);
  }

  #hold(kind: Kind, say: Say, now: number): void {
    if (kind.held !== undefined) {
      kind.held.say = say;
      kind.held.count++;
      return;
    }
    const timer = setTimeout(() => this.#sayHeld(kind), kind.saidAt + EVERY_MS - now).unref();
    kind.held = { say, count: 1, timer };
  }

  #sayHeld(kind: Kind): void {
    const { held } = kind;
    if (held === undefined) return;
    kind.saidAt = this.#clock();
    kind.held = undefined;
    held.say(held.count - 1);
  }

  /** Those that were not said of late; all of them where there are too many even so. What is held is said still. */
  #forget(now: number): void {
    for (const [kind, { saidAt }] of this.#kinds) if (now - saidAt >= EVERY_MS) this.#kinds.delete(kind);
    if (this.#kinds.size >= MOST_KINDS) this.#kinds.clear();
  }
}
