import type { Pool } from 'pg';
import { type Pruned, prune } from './prune.ts';

const EVERY_MS = 3_600_000;
/** After a start there is more urgent work. */
const FIRST_AFTER_MS = 60_000;

/** What the keeper needs of its surroundings. */
export interface RetentionKeeperOptions {
  readonly pool: Pool;
  /** 1 min where absent. */
  readonly firstAfterMs?: number;
  onPruned(pruned: Pruned): void;
  onUnavailable(error: Error): void;
}

/** Prunes each hour while the servers run; what fails is done the next time. */
export class RetentionKeeper {
  readonly #options: RetentionKeeperOptions;
  readonly #ended = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;

  constructor(options: RetentionKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#later(this.#options.firstAfterMs ?? FIRST_AFTER_MS);
  }

  /** Lets a running transaction end and begins no other. */
  async stop(): Promise<void> {
    this.#ended.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  #later(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#once();
    }, ms);
  }

  async #once(): Promise<void> {
    const { pool, onPruned, onUnavailable } = this.#options;
    try {
      const pruned = await prune(pool, new Date(), this.#ended.signal);
      if (Object.keys(pruned).length > 0) onPruned(pruned);
    } catch (error) {
      onUnavailable(error as Error);
    }
    if (!this.#ended.signal.aborted) this.#later(EVERY_MS);
  }
}
