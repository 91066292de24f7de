import type { Pool } from 'pg';
import { isAboutData } from '../write-queue.ts';
import { rollUp, rollUpOverdue, turnPartitions } from './roll-up.ts';

const ROLL_UP_EVERY_MS = 60_000;
const OVERDUE_EVERY_MS = 600_000;
const PARTITIONS_EVERY_MS = 3_600_000;

/** What the keeper needs of its surroundings. */
export interface TierKeeperOptions {
  readonly pool: Pool;
  onUnavailable(error: Error): void;
  /** What is in the database cannot be added up. */
  onRefused(error: Error): void;
}

/** Keeps the tiers of telemetry up to date while the servers run, one thing at a time; what fails is done next time. */
export class TierKeeper {
  readonly #options: TierKeeperOptions;
  readonly #ended = new AbortController();
  /** When each is due again, by the clock that is never set: one that was ahead would put it off for as long. */
  #partitionsDueAt = Number.NEGATIVE_INFINITY;
  #overdueDueAt = Number.NEGATIVE_INFINITY;
  #round: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TierKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#round = this.#once();
  }

  /** Lets a running transaction end and begins no other. */
  async stop(): Promise<void> {
    this.#ended.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #once(): Promise<void> {
    const { pool } = this.#options;
    const { signal } = this.#ended;
    const now = new Date();
    const begun = performance.now();
    try {
      if (begun >= this.#partitionsDueAt && (await this.#isDone(turnPartitions(pool, now, signal))))
        this.#partitionsDueAt = begun + PARTITIONS_EVERY_MS;
      await this.#isDone(rollUp(pool, now, signal));
      if (begun >= this.#overdueDueAt && (await this.#isDone(rollUpOverdue(pool, now, signal))))
        this.#overdueDueAt = begun + OVERDUE_EVERY_MS;
    } catch (error) {
      this.#options.onUnavailable(error as Error);
    }
    if (!signal.aborted) this.#timer = setTimeout(() => this.start(), ROLL_UP_EVERY_MS);
  }

  /** False where the database refuses what is in it: that must not keep the other work from its turn. */
  async #isDone(work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (error) {
      if (!isAboutData(error)) throw error;
      this.#options.onRefused(error as Error);
      return false;
    }
  }
}
