import { type IpAddress, sourceKey } from '@ntmobile/shared';

/** How many a source may have: sustained in a second, and at once. */
export interface BucketRate {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets for each IPv4 address and each IPv6 /56, in a table of bounded size. */
export class SourceBuckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #rate: BucketRate;
  readonly #limit: number;

  constructor(rate: BucketRate, limit = 65_536) {
    this.#rate = rate;
    this.#limit = limit;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token of the source's bucket; false when it is empty. */
  take(source: IpAddress, now: number): boolean {
    const key = sourceKey(source);
    const bucket = this.#refilled(key, now);
    const granted = bucket.tokens >= 1;
    if (granted) bucket.tokens -= 1;
    // Re-inserted last: the first entry is the one not used for longest.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#limit) this.#evictOldest();
    return granted;
  }

  #refilled(key: string, now: number): Bucket {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return { tokens: this.#rate.burst, at: now };
    const earned = ((now - bucket.at) * this.#rate.perSecond) / 1000;
    bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + earned);
    bucket.at = now;
    return bucket;
  }

  #evictOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
