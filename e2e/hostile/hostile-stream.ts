import { changed, repeatableNumbers } from '../../shared/src/testing/hostile-input.ts';

const OUT_OF = 64;

/**
 * Inputs that a hostile network makes of captured ones: sent again, cut, joined from two, changed in one to four places,
 * lengthened up to `longest` bytes, or noise. The same in each run with the same seed.
 */
export class HostileStream {
  readonly #seeds: readonly Uint8Array[];
  readonly #longest: number;
  readonly #next: () => number;

  constructor(seeds: readonly Uint8Array[], longest: number, seed: number) {
    if (seeds.length === 0) throw new Error('nothing was captured');
    // A Buffer is stricter about its bounds than what it extends.
    this.#seeds = seeds.map((captured) => new Uint8Array(captured));
    this.#longest = longest;
    this.#next = repeatableNumbers(seed);
  }

  next(): Uint8Array {
    return this.#made().subarray(0, this.#longest);
  }

  #made(): Uint8Array {
    const next = this.#next;
    const captured = this.#captured();
    const kind = next() % OUT_OF;
    if (kind === 0) return this.#lengthened(captured);
    if (kind < 4) return captured.slice();
    if (kind < 8) return captured.slice(0, next() % (captured.length + 1));
    if (kind < 16) return joined(captured, this.#captured(), next);
    if (kind < 20) return noise(next() % (captured.length + 1), next);
    return changed(captured, next);
  }

  #captured(): Uint8Array {
    return this.#seeds[this.#next() % this.#seeds.length] as Uint8Array;
  }

  #lengthened(captured: Uint8Array): Uint8Array {
    const longer = new Uint8Array(captured.length + 1 + (this.#next() % this.#longest)).fill(this.#next());
    longer.set(captured);
    return longer;
  }
}

/** The beginning of one and the end of the other. */
function joined(a: Uint8Array, b: Uint8Array, next: () => number): Uint8Array {
  const head = a.subarray(0, next() % (a.length + 1));
  const tail = b.subarray(next() % (b.length + 1));
  const both = new Uint8Array(head.length + tail.length);
  both.set(head);
  both.set(tail, head.length);
  return both;
}

function noise(length: number, next: () => number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = next();
  return bytes;
}
