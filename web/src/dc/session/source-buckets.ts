import type { IpAddress } from '@ntmobile/shared';

/** How many a source may have: sustained in a second, and at once. */
export interface BucketRate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What is mixed and how: a number nobody outside knows, so that nobody can choose sources that share a bucket. */
export interface BucketTable {
  /** 32 random bits. */
  readonly seed: number;
  /** Number of buckets, a power of two; 65,536 when left out. */
  readonly size?: number;
}

const SIZE = 65_536;
/** Bytes that make one source: an IPv4 address, the first 56 bits of an IPv6 address. */
const SOURCE_BYTES = { 4: 4, 6: 7 } as const;

/**
 * Token buckets for each IPv4 address and each IPv6 /56. Their memory is there from the start and the same for one source
 * and for millions, made-up ones included; what few sources share a bucket by chance share its tokens.
 */
export class SourceBuckets {
  readonly #rate: BucketRate;
  readonly #seed: number;
  readonly #tokens: Float64Array;
  readonly #refilledAt: Float64Array;

  constructor(rate: BucketRate, { seed, size = SIZE }: BucketTable) {
    this.#rate = rate;
    this.#seed = seed;
    this.#tokens = new Float64Array(size).fill(rate.burst);
    this.#refilledAt = new Float64Array(size);
  }

  /** Takes one token of the source's bucket; false when it is empty. An IPv4-mapped address counts as IPv6. */
  take(source: IpAddress, now: number): boolean {
    const bucket = this.#bucketOf(source);
    const earned = ((now - (this.#refilledAt[bucket] as number)) * this.#rate.perSecond) / 1000;
    const tokens = Math.min(this.#rate.burst, (this.#tokens[bucket] as number) + earned);
    const granted = tokens >= 1;
    this.#tokens[bucket] = granted ? tokens - 1 : tokens;
    this.#refilledAt[bucket] = now;
    return granted;
  }

  #bucketOf({ family, bytes }: IpAddress): number {
    let mixed = this.#seed ^ family;
    for (let at = 0; at < SOURCE_BYTES[family]; at++) {
      mixed = Math.imul(mixed ^ (bytes[at] as number), 0x9e3779b1);
      mixed ^= mixed >>> 15;
    }
    return (mixed ^ (mixed >>> 16)) & (this.#tokens.length - 1);
  }
}
