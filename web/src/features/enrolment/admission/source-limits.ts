import { parseIpAddress, sourceKey } from '@ntmobile/shared';

/** How many of something one source may do within a time. */
interface Limit {
  readonly count: number;
  readonly withinMs: number;
}

/** Failed tries: whoever guesses is slow. */
const FAILURES: Limit = { count: 10, withinMs: 60_000 };
/** Tries of any kind: a whole site enrols from behind one address. */
const TRIES: Limit = { count: 100, withinMs: 1_000 };
const MAX_SOURCES = 65_536;

/**
 * Limits of enrolment for each source: an IPv4 address or an IPv6 /56. Failed tries have their own, so that successes,
 * repeats and those who wait for approval are not held up by it. In memory and of bounded size.
 */
export class SourceLimits {
  readonly #failures = new Windows(FAILURES);
  readonly #tries = new Windows(TRIES);

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

/** Counts of each source since its first event; they end together. */
class Windows {
  readonly #counted = new Map<string, { count: number; endsAt: number }>();
  readonly #limit: Limit;

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  /** Milliseconds until a source that reached its limit may go on. */
  waitMs(source: string, now: number): number | undefined {
    const window = this.#counted.get(source);
    if (window === undefined || window.endsAt <= now) return undefined;
    return window.count < this.#limit.count ? undefined : window.endsAt - now;
  }

  count(source: string, now: number): void {
    const window = this.#counted.get(source);
    if (window !== undefined && window.endsAt > now) {
      window.count++;
      return;
    }
    // Inserted anew, so that the first entry is the one that began longest ago.
    this.#counted.delete(source);
    this.#counted.set(source, { count: 1, endsAt: now + this.#limit.withinMs });
    if (this.#counted.size > MAX_SOURCES) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#counted.keys();
    if (oldest !== undefined) this.#counted.delete(oldest);
  }
}

/** Whoever has no address is one source. */
function sourceOf(address: string): string {
  return address === 'unknown' ? address : sourceKey(parseIpAddress(address));
}
