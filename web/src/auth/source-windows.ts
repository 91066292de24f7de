import { parseIpAddress, sourceKey } from '@ntmobile/shared';

/** How many of something one source may do within a time. */
export interface SourceLimit {
  readonly count: number;
  readonly withinMs: number;
}

/** Sources that are counted at most; beyond, the one that began longest ago is forgotten. */
const MAX_SOURCES = 65_536;

/** Counts of each source since its first event; they end together. */
export class SourceWindows {
  readonly #counted = new Map<string, { count: number; endsAt: number }>();
  readonly #limit: SourceLimit;

  constructor(limit: SourceLimit) {
    this.#limit = limit;
  }

  /** Milliseconds until a source that reached its limit may go on. */
  waitMs(source: string, now: number): number | undefined {
    const window = this.#openWindow(source, now);
    return window === undefined || window.count < this.#limit.count ? undefined : window.endsAt - now;
  }

  count(source: string, now: number): void {
    const window = this.#openWindow(source, now);
    if (window !== undefined) {
      window.count++;
      return;
    }
    // Inserted anew, so that the first entry is the one that began longest ago.
    this.#counted.delete(source);
    this.#counted.set(source, { count: 1, endsAt: now + this.#limit.withinMs });
    if (this.#counted.size > MAX_SOURCES) this.#forgetOldest();
  }

  #openWindow(source: string, now: number) {
    const window = this.#counted.get(source);
    const leftMs = (window?.endsAt ?? now) - now;
    // More than a whole window is left where the clock was set back meanwhile: it would hold the source up as long.
    return leftMs > 0 && leftMs <= this.#limit.withinMs ? window : undefined;
  }

  #forgetOldest(): void {
    const [oldest] = this.#counted.keys();
    if (oldest !== undefined) this.#counted.delete(oldest);
  }
}

/** An IPv4 address or an IPv6 /56. Whoever has no address is one source. */
export function sourceOf(address: string): string {
  return address === 'unknown' ? address : sourceKey(parseIpAddress(address));
}
