import { type SourceLimit, SourceWindows, sourceOf } from '../../../auth/source-windows.ts';

/** Failed tries: whoever guesses is slow. */
const FAILURES: SourceLimit = { count: 10, withinMs: 60_000 };
/** Tries of any kind: a whole site enrols from behind one address. */
const TRIES: SourceLimit = { count: 100, withinMs: 1_000 };

/**
 * Limits of enrolment for each source: an IPv4 address or an IPv6 /56. Failed tries have their own, so that successes,
 * repeats and those who wait for approval are not held up by it. In memory and of bounded size.
 */
export class SourceLimits {
  readonly #failures = new SourceWindows(FAILURES);
  readonly #tries = new SourceWindows(TRIES);

  /** Counts a try. Undefined when it may go on, else the milliseconds after which the next may. */
  tryFrom(address: string, now: number): number | undefined {
    const source = sourceOf(address);
    const wait = this.#failures.waitMs(source, now) ?? this.#tries.waitMs(source, now);
    if (wait === undefined) this.#tries.count(source, now);
    return wait;
  }

  /** Counts a try that failed. */
  failedFrom(address: string, now: number): void {
    this.#failures.count(sourceOf(address), now);
  }
}
