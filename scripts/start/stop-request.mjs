const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The wish of whoever runs the start script that it should end. */
export class StopRequest {
  #abort = new AbortController();
  #impatient = () => {};
  #settle;

  /**
   * Settles, with nothing, when the wish is made.
   * @type {Promise<undefined>}
   */
  made = new Promise((resolve) => {
    this.#settle = resolve;
  });

  #listener = () => {
    if (this.#abort.signal.aborted) return this.#impatient();
    this.#abort.abort();
    this.#settle(undefined);
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#listener);
  }

  /** Aborted when the wish is made; ends the step that runs. */
  get signal() {
    return this.#abort.signal;
  }

  /** @param {() => void} act what a second wish does while the first is being granted */
  onImpatience(act) {
    this.#impatient = act;
  }

  /** Gives the signals back to the system. */
  dismiss() {
    for (const signal of SIGNALS) process.off(signal, this.#listener);
  }
}
