/** A place where bytes from outside come in. */
export interface FuzzTarget {
  /** Also the name of its corpus's folder. */
  readonly name: string;
  /** Inputs to begin with. */
  readonly seeds: () => readonly Uint8Array[];
  /** Takes any bytes, and throws where something is not as it must be. */
  readonly run: (input: Uint8Array) => void;
}

/** Says what is not as it must be. */
export function must(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(sentence);
}
