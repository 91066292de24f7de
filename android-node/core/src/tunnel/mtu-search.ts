/** Inner packets of this size pass every path that IPv6 passes (RFC 8200 section 5). */
export const SMALLEST_PATH_MTU = 1280;

/** Largest inner packet in type 4 over an outer MTU of 1500, by the family of the outer address. */
const LARGEST_PATH_MTU = { 4: 1440, 6: 1420 } as const;

const TRIES = 3;
/** A gain below this is not worth another probe. */
const STEP_BYTES = 16;

/** A search for the largest inner packet that passes: everything up to `proven` does. */
export type MtuSearch =
  | { readonly kind: 'done'; readonly proven: number }
  | {
      readonly kind: 'probing';
      readonly proven: number;
      /** The smallest size known not to pass, less one: the search ends there. */
      readonly ceiling: number;
      readonly size: number;
      readonly triesLeft: number;
    };

/** The largest size to try on a path, from the outer family and what both ends take. */
export function largestPathMtu(outerFamily: 4 | 6, ownMtu: number, peerMtu: number): number {
  return Math.max(SMALLEST_PATH_MTU, Math.min(LARGEST_PATH_MTU[outerFamily], ownMtu, peerMtu));
}

/** Starts with the largest size in one step, since most paths pass it. */
export function startMtuSearch(largest: number): MtuSearch {
  return probe(SMALLEST_PATH_MTU, largest, largest);
}

/** After an answered probe of this size. */
export function probeAnswered(search: MtuSearch, size: number): MtuSearch {
  if (search.kind === 'done' || size !== search.size) return search;
  return halve(size, search.ceiling);
}

/** After a probe that stayed unanswered: the same again, or half-way down after the last try. */
export function probeUnanswered(search: MtuSearch): MtuSearch {
  if (search.kind === 'done') return search;
  if (search.triesLeft > 1) return { ...search, triesLeft: search.triesLeft - 1 };
  return halve(search.proven, search.size - 1);
}

function halve(proven: number, ceiling: number): MtuSearch {
  if (ceiling - proven < STEP_BYTES) return { kind: 'done', proven };
  return probe(proven, ceiling, Math.ceil((proven + ceiling) / 2));
}

function probe(proven: number, ceiling: number, size: number): MtuSearch {
  if (size <= proven) return { kind: 'done', proven };
  return { kind: 'probing', proven, ceiling, size, triesLeft: TRIES };
}
