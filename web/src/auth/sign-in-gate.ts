import { passwordQueueIsFull } from './password.ts';
import { SourceWindows, sourceOf } from './source-windows.ts';

/** Sign-ins of one source, right or wrong: a whole office may be behind one address. */
const TRIES = { count: 30, withinMs: 10_000 };

/**
 * Turns sign-ins away before anything is read or written for them: whoever floods the console must not slow its pages.
 * In memory, beside the limits in the database, which are about guesses.
 */
export class SignInGate {
  readonly #tries = new SourceWindows(TRIES);
  readonly #isBusy: () => boolean;

  /** `isBusy`: whether more passwords wait than would be looked at. */
  constructor(isBusy: () => boolean) {
    this.#isBusy = isBusy;
  }

  /** Whether an attempt may go on; it is counted then. */
  opensFor(address: string, now: number): boolean {
    const source = sourceOf(address);
    if (this.#tries.waitMs(source, now) !== undefined) return false;
    this.#tries.count(source, now);
    return true;
  }

  /** Whether a password would be looked at now. Whoever brings a passkey alone need not ask. */
  takesPasswords(): boolean {
    return !this.#isBusy();
  }
}

const held = globalThis as { ntmSignInGate?: SignInGate };

/** The process's gate: routes are bundled apart, and each would have one of its own. */
export function signInGate(): SignInGate {
  held.ntmSignInGate ??= new SignInGate(passwordQueueIsFull);
  return held.ntmSignInGate;
}
