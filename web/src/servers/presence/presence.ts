import { DecodeError } from '@ntmobile/shared';
import { type Presence, parseBoundedJson, presenceSchema } from '@ntmobile/shared/fleet';
import type { Pool } from 'pg';
import { WriteQueue } from '../ingest/write-queue.ts';
import { type PresenceChange, writePresence } from './presence-writer.ts';

/** What presence needs of its surroundings. */
export interface PresenceOptions {
  readonly pool: Pool;
  onUnavailable(error: Error): void;
}

/** Turns presence messages and last wills into rows. */
export class PresenceTracker {
  /** Payloads that were not understood, since start. */
  invalid = 0;
  readonly #queue: WriteQueue<PresenceChange, void>;
  /** Start of each node's present connection, by that node's clock. */
  readonly #connections = new Map<string, number>();

  constructor({ pool, onUnavailable }: PresenceOptions) {
    this.#queue = new WriteQueue(pool, {
      write: writePresence,
      onCommitted: () => {},
      onDropped: () => {
        this.invalid++;
      },
      onUnavailable,
    });
  }

  /** A payload of the `presence` leaf; an empty one clears what was retained and says nothing. */
  received(node: string, payload: Uint8Array, retained: boolean, at: Date): void {
    if (payload.length === 0) return;
    const presence = this.#parse(payload);
    if (presence === undefined || this.#isOfEarlierConnection(node, presence)) return;
    if (presence.online) this.#connections.set(node, presence.since);
    else this.#connections.delete(node);
    this.#queue.add({ node, online: presence.online, bootId: presence.bootId, at, live: !retained });
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
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
