/**
 * What a node can do: for each behaviour a number that rises with its versions. Absent means 0: it cannot.
 * `control`: frames inside tunnels; `pathMove`: challenges and moves; `checks`: checks before a session;
 * `compact`: the compact transport.
 */
export interface Capabilities {
  readonly control?: number;
  readonly pathMove?: number;
  readonly checks?: number;
  readonly compact?: number;
}
