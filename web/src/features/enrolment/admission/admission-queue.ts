const AT_ONCE = 4;
const WAITING = 500;

/**
 * Lets few admissions run at once: they wait for each other in the database anyway, and pages need its connections
 * too. The others wait in their order, up to a number.
 */
export class AdmissionQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** What the work gives; undefined, and nothing done, when too many wait. */
  async run<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    if (this.#running < AT_ONCE) this.#running++;
    else if (this.#waiting.length >= WAITING) return undefined;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever waits takes over this place; without anybody it is free.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
