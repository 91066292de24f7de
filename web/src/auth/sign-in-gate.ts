import { BoundedQueue, QueueFullError } from './bounded-queue.ts';
import type { SignInKind } from './sign-in-kind.ts';
import { SourceWindows, sourceOf } from './source-windows.ts';

/** Sign-ins of one source and kind, right or wrong: a whole office may be behind one address. */
const TRIES = { count: 30, withinMs: 10_000 };
/**
 * Ten a second, and a wait of some three seconds: a sign-in costs the process tens of milliseconds beside the hash of a
 * password, and whoever floods the console must not slow its pages.
 */
const PACE = { places: 2, keptMs: 200, mostWaiting: 32 };
/** Sign-ins of one source that are under way or wait, of all kinds: a few addresses must not take all the room. */
const MOST_OF_A_SOURCE = 8;
/** Sources that are remembered; the one that was admitted longest ago is forgotten. */
const MOST_ADMITTED = 1024;

/**
 * Turns sign-ins away before anything is read or written for them, and works on the others at a bounded pace, each kind
 * at its own. Sources from which somebody was admitted have a pace beside that of strangers, so that these do not use it
 * up. In memory, beside the limits in the database, which are about guesses.
 */
export class SignInGate {
  readonly #tries = new SourceWindows(TRIES);
  readonly #strangers = queueOfEachKind();
  readonly #known = queueOfEachKind();
  readonly #present = new Map<string, number>();
  readonly #admitted = new Set<string>();

  /** Whether an attempt may go on; it is counted then. */
  opensFor(kind: SignInKind, address: string, now: number): boolean {
    const tries = triesOf(kind, address);
    if (this.#tries.waitMs(tries, now) !== undefined) return false;
    this.#tries.count(tries, now);
    return true;
  }

  /** Whether an attempt that came now would be refused; it is not counted. */
  isClosedTo(kind: SignInKind, address: string, now: number): boolean {
    const source = sourceOf(address);
    return this.#tries.waitMs(triesOf(kind, address), now) !== undefined || this.#hasNoRoom(kind, source);
  }

  /** What a sign-in gives once it is its turn; QueueFullError at once while too many wait. */
  async inTurn<T>(kind: SignInKind, address: string, signIn: () => Promise<T>): Promise<T> {
    const source = sourceOf(address);
    if (this.#hasNoRoom(kind, source)) throw new QueueFullError('Too many sign-ins wait');
    this.#present.set(source, this.#presentOf(source) + 1);
    try {
      return await this.#queueOf(kind, source).run(signIn);
    } finally {
      const left = this.#presentOf(source) - 1;
      if (left > 0) this.#present.set(source, left);
      else this.#present.delete(source);
    }
  }

  /** Somebody of this address signed in. */
  admitted(address: string): void {
    const source = sourceOf(address);
    // Inserted anew, so that the first is the one that was admitted longest ago.
    this.#admitted.delete(source);
    this.#admitted.add(source);
    const [oldest] = this.#admitted;
    if (this.#admitted.size > MOST_ADMITTED && oldest !== undefined) this.#admitted.delete(oldest);
  }

  #hasNoRoom(kind: SignInKind, source: string): boolean {
    return this.#presentOf(source) >= MOST_OF_A_SOURCE || this.#queueOf(kind, source).isFull;
  }

  #presentOf(source: string): number {
    return this.#present.get(source) ?? 0;
  }

  #queueOf(kind: SignInKind, source: string): BoundedQueue {
    return (this.#admitted.has(source) ? this.#known : this.#strangers)[kind];
  }
}

function queueOfEachKind(): Readonly<Record<SignInKind, BoundedQueue>> {
  return {
    password: new BoundedQueue(PACE),
    passkey: new BoundedQueue(PACE),
    provider: new BoundedQueue(PACE),
  };
}

const triesOf = (kind: SignInKind, address: string) => `${kind} ${sourceOf(address)}`;

const held = globalThis as { ntmSignInGate?: SignInGate };

/** The process's gate: routes are bundled apart, and each would have one of its own. */
export function signInGate(): SignInGate {
  held.ntmSignInGate ??= new SignInGate();
  return held.ntmSignInGate;
}
