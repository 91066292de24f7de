/** Two nodes in no order: `low` is the id that sorts first. */
export interface NodePair {
  readonly low: string;
  readonly high: string;
}

/** The pair of two different node ids. */
export function nodePair(a: string, b: string): NodePair {
  return a < b ? { low: a, high: b } : { low: b, high: a };
}

/** A text that is equal for equal pairs: a key of maps. */
export function pairKey({ low, high }: NodePair): string {
  return `${low} ${high}`;
}
