/**
 * Work of which one round runs at a time: what asks for it meanwhile, up to the very end of a round, gets one more
 * round after it and not a second beside it.
 */
export class OneAtATime {
  readonly #round: () => Promise<void>;
  #wanted = false;
  #running: Promise<void> | undefined;

  /** `round` does whatever waits; it is not to reject, for nobody would hear of it. */
  constructor(round: () => Promise<void>) {
    this.#round = round;
  }

  /** Something waits. */
  wake(): void {
    this.#wanted = true;
    this.#running ??= this.#run();
  }

  /** Resolves when no round runs. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#wanted) {
        this.#wanted = false;
        await this.#round();
      }
    } finally {
      // In the same turn in which nothing was wanted any more: whoever asks from now on begins a run.
      this.#running = undefined;
    }
  }
}
