import { DecodeError } from '@ntmobile/shared';
import {
  type Acknowledgement,
  type EventBatch,
  eventBatchSchema,
  type Leaf,
  nodeTopic,
  parseBoundedJson,
  type TelemetryBatch,
  telemetryBatchSchema,
} from '@ntmobile/shared/fleet';
import type { Pool } from 'pg';
import { bootKey, knownNodes, type WrittenRows } from './boots.ts';
import { writeEvents } from './event-writer.ts';
import { type ReceivedBatch, writeTelemetry } from './telemetry-writer.ts';
import { WriteQueue } from './write-queue.ts';

/** What ingest needs of its surroundings. */
export interface IngestOptions {
  readonly pool: Pool;
  /** Publishes at QoS 0: a lost acknowledgement is made good by the next. */
  publish(topic: string, payload: string): void;
  onUnavailable(error: Error): void;
}

/** Counters since start, by what became of a payload. */
export type IngestCounts = Record<
  | 'committed'
  | 'not_json'
  | 'invalid'
  | 'unknown_node'
  | 'too_many_runs'
  | 'queue_full'
  | 'refused_by_database',
  number
>;

/** Validates what nodes report, commits it and acknowledges what is committed. */
export class Ingest {
  readonly counts: IngestCounts = {
    committed: 0,
    not_json: 0,
    invalid: 0,
    unknown_node: 0,
    too_many_runs: 0,
    queue_full: 0,
    refused_by_database: 0,
  };
  /** Rows that were written since start, by table; what comes twice is one. */
  readonly rows = { telemetry_samples: 0, node_events: 0 };
  readonly #telemetry: WriteQueue<ReceivedBatch<TelemetryBatch>, Written>;
  readonly #events: WriteQueue<ReceivedBatch<EventBatch>, Written>;

  constructor(options: IngestOptions) {
    this.#telemetry = this.#queue(options, 'telemetry/ack', writeTelemetry, 'telemetry_samples');
    this.#events = this.#queue(options, 'event/ack', writeEvents, 'node_events');
  }

  /** A payload of the `telemetry` leaf. */
  telemetryReceived(node: string, payload: Uint8Array, receivedAt: Date): void {
    const batch = this.#parse<TelemetryBatch>(telemetryBatchSchema, payload);
    if (batch !== undefined) this.#telemetry.add({ node, batch, receivedAt });
  }

  /** A payload of the `event` leaf. */
  eventsReceived(node: string, payload: Uint8Array, receivedAt: Date): void {
    const batch = this.#parse<EventBatch>(eventBatchSchema, payload);
    if (batch !== undefined) this.#events.add({ node, batch, receivedAt });
  }

  /** Batches that are not committed yet. */
  get waiting(): number {
    return this.#telemetry.size + this.#events.size;
  }

  /** Age of the oldest batch that is not committed yet, in milliseconds; 0 where there is none. */
  lagMs(now: Date): number {
    const oldest = [this.#telemetry.oldest, this.#events.oldest].map(
      (item) => item?.receivedAt.getTime() ?? now.getTime(),
    );
    return Math.max(0, now.getTime() - Math.min(...oldest));
  }

  /** Writes what waits, then ends. */
  async stop(): Promise<void> {
    await Promise.all([this.#telemetry.stop(), this.#events.stop()]);
  }

  #queue<Batch extends { bootId: string }>(
    { pool, publish, onUnavailable }: IngestOptions,
    leaf: Leaf,
    write: (
      client: Parameters<typeof writeEvents>[0],
      items: readonly ReceivedBatch<Batch>[],
    ) => Promise<WrittenRows>,
    table: keyof Ingest['rows'],
  ): WriteQueue<ReceivedBatch<Batch>, Written> {
    return new WriteQueue(pool, {
      write: async (client, items) => {
        const { committed, rows } = await write(client, items);
        const written = new Set(committed.map(bootKey));
        const refused = items
          .filter(({ node, batch: { bootId } }) => !written.has(bootKey({ node, bootId })))
          .map(({ node }) => node);
        const known = refused.length === 0 ? new Set() : await knownNodes(client, refused);
        const tooManyRuns = refused.filter((node) => known.has(node)).length;
        return {
          committed,
          rows,
          accepted: items.length - refused.length,
          refused: refused.length,
          tooManyRuns,
        };
      },
      onCommitted: ({ committed, rows, accepted, refused, tooManyRuns }) => {
        this.rows[table] += rows;
        this.counts.committed += accepted;
        this.counts.too_many_runs += tooManyRuns;
        this.counts.unknown_node += refused - tooManyRuns;
        for (const { node, bootId, sequence } of committed) {
          const acknowledgement: Acknowledgement = { v: 1, bootId, sequence };
          publish(nodeTopic(node, leaf), JSON.stringify(acknowledgement));
        }
      },
      onDropped: (reason) => {
        this.counts[reason]++;
      },
      onUnavailable,
    });
  }

  #parse<Batch>(
    schema: { safeParse(value: unknown): { success: boolean; data?: Batch } },
    payload: Uint8Array,
  ): Batch | undefined {
    try {
      const result = schema.safeParse(parseBoundedJson(payload));
      if (!result.success) this.counts.invalid++;
      return result.data;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.counts.not_json++;
      return undefined;
    }
  }
}

/** Outcome of one transaction, in batches. */
interface Written extends WrittenRows {
  readonly accepted: number;
  readonly refused: number;
  /** Of the refused: batches of runs of which a known node names too many. */
  readonly tooManyRuns: number;
}
