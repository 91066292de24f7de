import { DecodeError } from '@ntmobile/shared';
import { type Presence, parseBoundedJson, presenceSchema } from '@ntmobile/shared/fleet';
import type { Pool } from 'pg';
import { WriteQueue } from '../ingest/write-queue.ts';
import { markLostUnless, type PresenceChange, writePresence } from './presence-writer.ts';

/** What presence needs of its surroundings. */
export interface PresenceOptions {
  readonly pool: Pool;
  /** How long after a connection to the broker its retained messages may take; 10 s where absent. */
  readonly settledAfterMs?: number;
  onUnavailable(error: Error): void;
}

const SETTLED_AFTER_MS = 10_000;

/** Turns presence messages and last wills into rows. */
export class PresenceTracker {
  /** Payloads that were not understood, since start. */
  invalid = 0;
  readonly #queue: WriteQueue<PresenceChange, void>;
  /** Start of each node's present connection, by that node's clock. */
  readonly #connections = new Map<string, number>();
  readonly #options: PresenceOptions;
  /** Nodes that the broker named since we are connected. */
  readonly #named = new Set<string>();
  #settling: NodeJS.Timeout | undefined;

  constructor(options: PresenceOptions) {
    const { pool, onUnavailable } = options;
    this.#options = options;
    this.#queue = new WriteQueue(pool, {
      write: writePresence,
      onCommitted: () => {},
      onDropped: () => {
        this.invalid++;
      },
      onUnavailable,
    });
  }

  /** We are connected and will be given what is retained: a node that it does not name was lost meanwhile. */
  brokerConnected(at: Date): void {
    clearTimeout(this.#settling);
    this.#settleLater(at);
  }

  /** Nothing is known of the nodes until the broker is back. */
  brokerLost(): void {
    clearTimeout(this.#settling);
    this.#settling = undefined;
    this.#named.clear();
  }

  /** A payload of the `presence` leaf; an empty one clears what was retained and says nothing. */
  received(node: string, payload: Uint8Array, retained: boolean, at: Date): void {
    if (payload.length === 0) return;
    const presence = this.#parse(payload);
    if (presence !== undefined) this.#named.add(node);
    if (presence === undefined || this.#isOfEarlierConnection(node, presence)) return;
    if (presence.online) this.#connections.set(node, presence.since);
    else this.#connections.delete(node);
    this.#queue.add({ node, online: presence.online, bootId: presence.bootId, at, live: !retained });
  }

  async stop(): Promise<void> {
    this.brokerLost();
    await this.#queue.stop();
  }

  #settleLater(connectedAt: Date): void {
    const settling = setTimeout(() => {
      markLostUnless(this.#options.pool, { named: [...this.#named], before: connectedAt }).catch(
        (error: Error) => {
          this.#options.onUnavailable(error);
          if (this.#settling === settling) this.#settleLater(connectedAt);
        },
      );
    }, this.#options.settledAfterMs ?? SETTLED_AFTER_MS);
    this.#settling = settling;
  }

  /** When a node comes back by a new connection, the will of the old one may follow its first message. */
  #isOfEarlierConnection(node: string, { online, since }: Presence): boolean {
    const present = this.#connections.get(node);
    return !online && present !== undefined && since !== present;
  }

  #parse(payload: Uint8Array): Presence | undefined {
    try {
      const result = presenceSchema.safeParse(parseBoundedJson(payload));
      if (result.success) return result.data;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
    this.invalid++;
    return undefined;
  }
}
