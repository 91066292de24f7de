import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 16_384;

/**
 * Cryptographically secure random bytes, asked of the engine many at a time: a call for each few bytes takes longer than
 * all else that a cookie costs. What was given out is erased here, for keys are made of it.
 */
export class RandomPool {
  readonly #pool = new Uint8Array(POOL_BYTES);
  #next = POOL_BYTES;

  /**
   * @param length at most 16384
   * @throws RangeError for more: fewer bytes than asked for would be a weak key
   */
  take(length: number): Uint8Array {
    if (length > POOL_BYTES)
      throw new RangeError(`at most ${POOL_BYTES} random bytes at once, not ${length}`);
    if (this.#next + length > POOL_BYTES) {
      randomFillSync(this.#pool);
      this.#next = 0;
    }
    const end = this.#next + length;
    const taken = this.#pool.slice(this.#next, end);
    this.#pool.fill(0, this.#next, end);
    this.#next = end;
    return taken;
  }
}
