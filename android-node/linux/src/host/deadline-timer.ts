// Longest delay of the engine's timers (2^31 - 1 ms); a later deadline is reached in several steps.
const LONGEST_DELAY_MS = 2_147_483_647;

/** The one deadline of a node, on its own clock. A step that ends early only leads to the deadline armed again. */
export class DeadlineTimer {
  readonly #now: () => number;
  readonly #onDue: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at: number | undefined;

  constructor(now: () => number, onDue: () => void) {
    this.#now = now;
    this.#onDue = onDue;
  }

  /** Replaces the deadline (monotonic milliseconds); undefined: none. */
  arm(at: number | undefined): void {
    clearTimeout(this.#timer);
    this.#at = at;
    if (at === undefined) return;
    const delay = Math.min(Math.max(0, at - this.#now()), LONGEST_DELAY_MS);
    this.#timer = setTimeout(this.#onDue, delay);
  }

  /** For a host that looks now and then: the engine's timers stand still in suspend, the node's clock does not. */
  wake(): void {
    if (this.#at !== undefined && this.#now() >= this.#at) this.#onDue();
  }
}
