import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../in-transaction.ts';
import { OneAtATime } from '../one-at-a-time.ts';

/** Most items that wait; what comes beyond is dropped, since its sender keeps it until it is acknowledged. */
export const QUEUE_LIMIT = 4_000;
/** Most items of one transaction. */
const TRANSACTION_LIMIT = 250;
const RETRY_MS = 1_000;

/** What a queue does with its items. */
export interface WriteQueueHandlers<Item, Result> {
  /** Writes items in an open transaction. */
  write(client: PoolClient, items: readonly Item[]): Promise<Result>;
  /** Their transaction is committed. */
  onCommitted(result: Result): void;
  onDropped(reason: 'queue_full' | 'refused_by_database', error?: Error): void;
  /** The database cannot be reached; the items are tried again. */
  onUnavailable(error: Error): void;
}

/**
 * Writes what arrives, one transaction at a time: whatever comes while one runs goes into the next, so the load
 * itself makes the batches.
 */
export class WriteQueue<Item, Result> {
  readonly #pool: Pool;
  readonly #handlers: WriteQueueHandlers<Item, Result>;
  #waiting: Item[] = [];
  /** Those of the transaction that runs. */
  #inHand: readonly Item[] = [];
  readonly #writing = new OneAtATime(() => this.#writeAll());
  #stopped = false;
  #retryNow: (() => void) | undefined;

  constructor(pool: Pool, handlers: WriteQueueHandlers<Item, Result>) {
    this.#pool = pool;
    this.#handlers = handlers;
  }

  add(item: Item): void {
    if (this.#waiting.length >= QUEUE_LIMIT) {
      this.#handlers.onDropped('queue_full');
      return;
    }
    this.#waiting.push(item);
    this.#writing.wake();
  }

  /** How many are not written yet. */
  get size(): number {
    return this.#inHand.length + this.#waiting.length;
  }

  /** The one that waits longest. */
  get oldest(): Item | undefined {
    return this.#inHand[0] ?? this.#waiting[0];
  }

  /** Resolves when everything that waits is written; an unreachable database is tried once more only. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#retryNow?.();
    await this.#writing.ended();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // What one read of a socket brought is all added before the next turn.
      await new Promise(setImmediate);
      this.#inHand = this.#waiting.splice(0, TRANSACTION_LIMIT);
      await this.#write(this.#inHand);
      this.#inHand = [];
    }
  }

  async #write(items: readonly Item[]): Promise<void> {
    try {
      this.#handlers.onCommitted(
        await inTransaction(this.#pool, (client) => this.#handlers.write(client, items)),
      );
    } catch (error) {
      if (isAboutData(error)) await this.#writeOneByOne(items, error as Error);
      else await this.#writeLater(items, error as Error);
    }
  }

  /** One bad item must not keep the others out. */
  async #writeOneByOne(items: readonly Item[], error: Error): Promise<void> {
    if (items.length === 1) {
      this.#handlers.onDropped('refused_by_database', error);
      return;
    }
    for (const item of items) await this.#write([item]);
  }

  async #writeLater(items: readonly Item[], error: Error): Promise<void> {
    this.#handlers.onUnavailable(error);
    if (this.#stopped) return;
    this.#waiting.unshift(...items);
    this.#inHand = [];
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      this.#retryNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint): repeating will not help. */
export function isAboutData(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && (code.startsWith('22') || code.startsWith('23'));
}
