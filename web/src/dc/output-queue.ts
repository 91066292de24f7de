import type { DcOutput } from './outputs.ts';

/** An output that a machine asks for; the deadline is the coordinator's own. */
export type RequestedOutput = Exclude<DcOutput, { kind: 'armTimer' }>;

/** Outputs in the order in which they were asked for. */
export class OutputQueue {
  #outputs: RequestedOutput[] = [];
  #next = 0;

  emit(output: RequestedOutput): void {
    this.#outputs.push(output);
  }

  take(): RequestedOutput | undefined {
    if (this.#next < this.#outputs.length) return this.#outputs[this.#next++];
    // Most packets of a flood bring no output: nothing is made anew for them.
    if (this.#next > 0) this.#outputs = [];
    this.#next = 0;
    return undefined;
  }
}
