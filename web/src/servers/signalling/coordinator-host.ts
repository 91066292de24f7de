import type { DcInput } from '../../dc/inputs.ts';
import type { DcOutput, StoreOutput } from '../../dc/outputs.ts';

/** The coordinator as a machine without I/O. */
export interface CoordinatorCore {
  handleInput(input: DcInput, now: number): void;
  pollOutput(): DcOutput;
}

/** Where its outputs go. */
export interface CoordinatorServices {
  /** Monotonic milliseconds. */
  now(): number;
  send(destination: string, datagram: Uint8Array): void;
  execute(output: StoreOutput): void;
  /** After the start: who had a lease has been called. */
  nodesCalled(): void;
}

/** Longest delay of the engine's timers; a later deadline is reached in several steps. */
const LONGEST_DELAY_MS = 2_147_483_647;

/** Runs the coordinator: hands inputs in, executes outputs, arms its one timer. Knows no protocol. */
export class CoordinatorHost {
  readonly #core: CoordinatorCore;
  readonly #services: CoordinatorServices;
  readonly #waiting: DcInput[] = [];
  #running = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #armedAt: number | undefined;

  constructor(core: CoordinatorCore, services: CoordinatorServices) {
    this.#core = core;
    this.#services = services;
  }

  /** Hands an input in; one that arises while outputs are executed follows after them. */
  handle(input: DcInput): void {
    if (this.#closed) return;
    if (this.#running) {
      this.#waiting.push(input);
      return;
    }
    this.#running = true;
    try {
      this.#round(input);
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#round(next);
    } finally {
      this.#running = false;
    }
  }

  /** No input or output after this. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #round(input: DcInput): void {
    this.#core.handleInput(input, this.#services.now());
    let output = this.#core.pollOutput();
    while (output.kind !== 'armTimer') {
      if (output.kind === 'sendPacket') this.#services.send(output.destination, output.datagram);
      else if (output.kind === 'nodesCalled') this.#services.nodesCalled();
      else this.#services.execute(output);
      output = this.#core.pollOutput();
    }
    this.#arm(output.at);
  }

  #arm(at: number | undefined): void {
    if (at === this.#armedAt) return;
    clearTimeout(this.#timer);
    this.#armedAt = at;
    if (at === undefined) return;
    const delay = Math.min(Math.max(0, at - this.#services.now()), LONGEST_DELAY_MS);
    this.#timer = setTimeout(() => {
      this.#armedAt = undefined;
      this.handle({ kind: 'timeReached' });
    }, delay);
  }
}
