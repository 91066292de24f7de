import type { Registry } from 'prom-client';
import { addGauge } from './live-metric.ts';

/** No scrape waits longer for the database; one takes 10 s at most by default. */
const WITHIN_MS = 2_000;

/** How the database is asked for what a scrape tells of it. */
export interface DatabaseReadingOptions<T> {
  read(): Promise<T>;
  /** It could not be read; once for each scrape that went without. */
  onFailed(error: Error): void;
  /** Milliseconds; 2,000 where absent. */
  readonly withinMs?: number;
}

/**
 * What all metrics of a scrape take of the database, read at once and once however many ask: where the database is away
 * or slow the others are told without them, and no questions pile up in front of it.
 */
export class DatabaseReading<T> {
  readonly #options: DatabaseReadingOptions<T>;
  #asked: Promise<T> | undefined;
  #current: Promise<T | undefined> | undefined;

  constructor(options: DatabaseReadingOptions<T>) {
    this.#options = options;
  }

  /** Undefined when the database did not answer in time. */
  current(): Promise<T | undefined> {
    this.#current ??= this.#inTime().finally(() => {
      this.#current = undefined;
    });
    return this.#current;
  }

  /** Registers `ntm_database_up`. */
  addUp(registry: Registry): void {
    const named = { name: 'ntm_database_up', help: 'Whether the database answered this scrape, 1 or 0.' };
    addGauge(registry, named, async () => ((await this.current()) === undefined ? 0 : 1));
  }

  async #inTime(): Promise<T | undefined> {
    const withinMs = this.#options.withinMs ?? WITHIN_MS;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`the database did not answer within ${withinMs} ms`)),
        withinMs,
      );
    });
    try {
      return await Promise.race([this.#ask(), late]);
    } catch (error) {
      this.#options.onFailed(error as Error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** An answer that is late is still waited for, so that the next scrape does not ask beside it. */
  #ask(): Promise<T> {
    if (this.#asked === undefined) {
      const asked = this.#options.read().finally(() => {
        this.#asked = undefined;
      });
      // It may fail when nobody waits any more.
      asked.catch(() => {});
      this.#asked = asked;
    }
    return this.#asked;
  }
}
