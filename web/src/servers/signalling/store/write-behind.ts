import type { StoreOutput } from '../../../dc/outputs.ts';
import { isAboutData } from '../../ingest/write-queue.ts';
import { OneAtATime } from '../../one-at-a-time.ts';

/** Most rows of one statement. */
const STATEMENT_LIMIT = 500;
const RETRY_MS = 1_000;

/** How one kind of output is kept. */
export interface WriteBehindHandlers<Output extends StoreOutput> {
  /** What an output says something new of: the newest under a key takes the place of one that waits. */
  keyOf(output: Output): string;
  write(outputs: readonly Output[]): Promise<void>;
  /** The database refuses it, or too many wait: it is lost. */
  onRefused(output: Output): void;
  /** The database cannot be reached; the outputs wait. */
  onUnavailable(error: Error): void;
}

/**
 * State that nobody waits for: what arrives while a statement runs goes into the next, and while the database is away
 * the newest of each key waits for it.
 */
export class WriteBehind<Output extends StoreOutput> {
  readonly #handlers: WriteBehindHandlers<Output>;
  readonly #limit: number;
  readonly #waiting = new Map<string, Output>();
  readonly #writing = new OneAtATime(() => this.#writeAll());
  #stopped = false;
  #retryNow: (() => void) | undefined;

  /** @param limit most keys that wait */
  constructor(handlers: WriteBehindHandlers<Output>, limit: number) {
    this.#handlers = handlers;
    this.#limit = limit;
  }

  add(output: Output): void {
    const key = this.#handlers.keyOf(output);
    if (this.#waiting.size >= this.#limit && !this.#waiting.has(key)) {
      this.#handlers.onRefused(output);
      return;
    }
    this.#waiting.set(key, output);
    this.#writing.wake();
  }

  /** Resolves when everything that waits is written; an unreachable database is tried once more only. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#retryNow?.();
    await this.#writing.ended();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      // What one turn of the event loop brought goes into one statement.
      await new Promise(setImmediate);
      const taken = this.#take();
      const reached = await this.#write(taken);
      if (reached) continue;
      if (this.#stopped) {
        this.#waiting.clear();
        return;
      }
      this.#putBack(taken);
      await this.#untilRetry();
    }
  }

  #take(): Output[] {
    const taken = [...this.#waiting.entries()].slice(0, STATEMENT_LIMIT);
    for (const [key] of taken) this.#waiting.delete(key);
    return taken.map(([, output]) => output);
  }

  /** False where the database could not be reached. */
  async #write(outputs: readonly Output[]): Promise<boolean> {
    try {
      await this.#handlers.write(outputs);
      return true;
    } catch (error) {
      if (isAboutData(error)) return this.#writeOneByOne(outputs);
      this.#handlers.onUnavailable(error as Error);
      return false;
    }
  }

  /** One bad row must not keep the others out. */
  async #writeOneByOne(outputs: readonly Output[]): Promise<boolean> {
    const [first] = outputs;
    if (outputs.length === 1 && first !== undefined) {
      this.#handlers.onRefused(first);
      return true;
    }
    let reached = true;
    for (const output of outputs) reached = (await this.#write([output])) && reached;
    return reached;
  }

  /** What has come meanwhile under the same key is newer and stays. */
  #putBack(outputs: readonly Output[]): void {
    for (const output of outputs) {
      const key = this.#handlers.keyOf(output);
      if (!this.#waiting.has(key)) this.#waiting.set(key, output);
    }
  }

  #untilRetry(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      this.#retryNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
