import { BoundedQueue } from './bounded-queue.ts';
import type { SignInKind } from './sign-in-kind.ts';
import { SourceWindows, sourceOf } from './source-windows.ts';

/** Sign-ins of one source, right or wrong: a whole office may be behind one address. */
const TRIES = { count: 30, withinMs: 10_000 };
/**
 * Ten a second, and a wait of some three seconds: a sign-in costs the process tens of milliseconds beside the hash of a
 * password, and whoever floods the console must not slow its pages.
 */
const PACE = { places: 2, keptMs: 200, mostWaiting: 32 };
/** Sources that are remembered; the one that was admitted longest ago is forgotten. */
const MOST_ADMITTED = 1024;

/**
 * Turns sign-ins away before anything is read or written for them, and works on the others at a bounded pace. Sources
 * from which somebody was admitted have a pace of their own, which strangers cannot use up. In memory, beside the limits
 * in the database, which are about guesses.
 */
export class SignInGate {
  readonly #tries = new SourceWindows(TRIES);
  readonly #strangers = {
    password: new BoundedQueue(PACE),
    passkey: new BoundedQueue(PACE),
    provider: new BoundedQueue(PACE),
  };
  readonly #known = new BoundedQueue(PACE);
  readonly #admitted = new Set<string>();

  /** Whether an attempt may go on; it is counted then. */
  opensFor(address: string, now: number): boolean {
    const source = sourceOf(address);
    if (this.#tries.waitMs(source, now) !== undefined) return false;
    this.#tries.count(source, now);
    return true;
  }

  /** Whether an attempt that came now would be refused; it is not counted. */
  isClosedTo(kind: SignInKind, address: string, now: number): boolean {
    const source = sourceOf(address);
    return this.#tries.waitMs(source, now) !== undefined || this.#queueOf(kind, source).isFull;
  }

  /** What a sign-in gives once it is its turn; QueueFullError at once while too many wait. */
  inTurn<T>(kind: SignInKind, address: string, signIn: () => Promise<T>): Promise<T> {
    return this.#queueOf(kind, sourceOf(address)).run(signIn);
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

  #queueOf(kind: SignInKind, source: string): BoundedQueue {
    return this.#admitted.has(source) ? this.#known : this.#strangers[kind];
  }
}

const held = globalThis as { ntmSignInGate?: SignInGate };

/** The process's gate: routes are bundled apart, and each would have one of its own. */
export function signInGate(): SignInGate {
  held.ntmSignInGate ??= new SignInGate();
  return held.ntmSignInGate;
}
