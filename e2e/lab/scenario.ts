import type { Lab } from './lab.ts';

/** What a scenario measured. Units are in the names. */
export type Figures = Readonly<Record<string, string | number | boolean>>;

/** One experiment in network namespaces; it passes by its own budget, not only by not failing. */
export interface Scenario {
  readonly name: string;
  /** One sentence for the list. */
  readonly summary: string;
  /** Programs it needs on this machine. */
  readonly programs: readonly string[];
  run(lab: Lab, options: readonly string[]): Promise<{ readonly pass: boolean; readonly figures: Figures }>;
}
