/** A port or parser, started and ready for inputs of strangers. */
export interface HostileTrial {
  /** Valid inputs, captured from a genuine exchange: all hostile ones are made from these. */
  readonly seeds: readonly Uint8Array[];
  /** Hands one input in; what waits for more than the next turn is taken care of in `settle`. */
  take(input: Uint8Array): void | Promise<void>;
  /** Lets end what the inputs began: answers that are due, rows that are written behind. */
  settle?(): void | Promise<void>;
  /**
   * How many inputs the component itself has counted or answered, since it started. Absent where it only reads and counts
   * nothing: of those it is known that they were handed in and threw nothing.
   */
  processed?(): number;
  /** All that the component holds but its counts of refusals. */
  held(): unknown | Promise<unknown>;
  /** A genuine exchange; throws where it fails. */
  serves(): void | Promise<void>;
  stop?(): void | Promise<void>;
}

/** A place where a million hostile inputs must not have an effect. */
export interface HostileTarget {
  readonly name: string;
  /** Inputs in `npm test`. */
  readonly inputs: number;
  /** Longest input in bytes; a few are that long. */
  readonly longest: number;
  start(): HostileTrial | Promise<HostileTrial>;
}
