/** Shortest time between two lines of one reason. */
const EVERY_MS = 1_000;
/** Reasons that are told apart; they come from outside. */
const MOST_REASONS = 64;
const LONGEST_TEXT = 64;

/** What is said of refusals: `times` counts those of this reason since start. */
export interface RefusalLine {
  readonly reason: string;
  readonly clientId: string;
  readonly times: number;
}

/** Says refusals of the broker, each reason at most once a second: whoever is refused may come back at once. */
export class RefusalLog {
  readonly #say: (line: RefusalLine) => void;
  readonly #told = new Map<string, { times: number; saidAt: number }>();

  constructor(say: (line: RefusalLine) => void) {
    this.#say = say;
  }

  /** How often, by reason, since start. */
  counts(): Record<string, number> {
    return Object.fromEntries([...this.#told].map(([reason, { times }]) => [reason, times]));
  }

  /** A client was refused; `now` is monotonic milliseconds. */
  refused(reason: string, clientId: string, now: number): void {
    const short = reason.slice(0, LONGEST_TEXT);
    const kind = this.#told.has(short) || this.#told.size < MOST_REASONS ? short : 'another reason';
    const told = this.#told.get(kind) ?? { times: 0, saidAt: Number.NEGATIVE_INFINITY };
    this.#told.set(kind, told);
    told.times++;
    if (now - told.saidAt < EVERY_MS) return;
    told.saidAt = now;
    this.#say({ reason: kind, clientId: clientId.slice(0, LONGEST_TEXT), times: told.times });
  }
}
