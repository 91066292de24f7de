import { setTimeout as sleep } from 'node:timers/promises';
import { timeoutsOf } from '@ntmobile/prisma';
import { Client } from 'pg';
import { CHANNELS, type Channel } from './channels.ts';

/** Waits before another try to connect, in milliseconds; the last one repeats. */
const RETRY_MS = [100, 500, 1_000, 2_000, 5_000] as const;

/** What is asked of a database that says nothing, and how often: a connection may be dead without a word. */
const HEARTBEAT_MS = 15_000;

/** How long a database has to hear of our going. */
const GOODBYE_MS = 1_000;

/** What a listener hands on. */
export interface ListenerHandlers {
  /** After each (re)connection, before any notification: what was missed is to be read from the database. */
  onConnected(): void;
  onNotified(channel: Channel, payload: string): void;
  onFailed(error: Error): void;
}

/** One connection that listens on channels and comes back when it is lost. */
export class Listener {
  readonly #databaseUrl: string;
  readonly #channels: readonly Channel[];
  readonly #handlers: ListenerHandlers;
  #client: Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopped = false;

  constructor(databaseUrl: string, channels: readonly Channel[], handlers: ListenerHandlers) {
    this.#databaseUrl = databaseUrl;
    this.#channels = channels;
    this.#handlers = handlers;
  }

  /** Resolves when the first try ended; a failed one is repeated in the background. */
  async start(): Promise<void> {
    const client = new Client({
      connectionString: this.#databaseUrl,
      keepAlive: true,
      ...timeoutsOf(this.#databaseUrl),
    });
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, new Error('the database closed the listening connection')));
    client.on('notification', ({ channel, payload }) => this.#notified(channel, payload ?? ''));
    this.#client = client;
    try {
      await client.connect();
      for (const channel of this.#channels) await client.query(`LISTEN ${CHANNELS[channel]}`);
    } catch (error) {
      this.#lost(client, error as Error);
      return;
    }
    this.#failures = 0;
    this.#heartbeat = setInterval(() => void this.#beat(client), HEARTBEAT_MS);
    this.#handlers.onConnected();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearInterval(this.#heartbeat);
    const client = this.#client;
    this.#client = undefined;
    await Promise.race([client?.end(), sleep(GOODBYE_MS, undefined, { ref: false })]);
  }

  #notified(channel: string, payload: string): void {
    const known = this.#channels.find((candidate) => CHANNELS[candidate] === channel);
    if (known !== undefined) this.#handlers.onNotified(known, payload);
  }

  async #beat(client: Client): Promise<void> {
    try {
      await client.query('SELECT 1');
    } catch (error) {
      this.#lost(client, error as Error);
    }
  }

  #lost(client: Client, error: Error): void {
    // Both events of one loss, and the end of a connection that was given up, come here.
    if (this.#stopped || client !== this.#client) return;
    this.#client = undefined;
    clearInterval(this.#heartbeat);
    client.end().catch(() => {});
    this.#handlers.onFailed(error);
    const wait = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)];
    this.#retry = setTimeout(() => void this.start(), wait);
  }
}
