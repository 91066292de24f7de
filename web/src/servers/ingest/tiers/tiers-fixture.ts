import { startTemporaryDatabase } from '@ntmobile/prisma/testing';
import type { TelemetrySample } from '@ntmobile/shared/fleet';
import { Pool } from 'pg';
import { batch, payload, sample } from '../../fleet-fixture.ts';
import { Ingest } from '../ingest.ts';

/** A migrated database with ingest in front of it, for the tests of the tiers. */
export class TierDatabase {
  readonly pool: Pool;
  readonly #stop: () => Promise<void>;

  private constructor(pool: Pool, stop: () => Promise<void>) {
    this.pool = pool;
    this.#stop = stop;
  }

  static async start(): Promise<TierDatabase> {
    const database = await startTemporaryDatabase();
    const pool = new Pool({ connectionString: database.url, max: 4 }).on('error', () => {});
    return new TierDatabase(pool, () => database.stop());
  }

  /** Inserts approved nodes. */
  async addNodes(ids: readonly string[]): Promise<void> {
    await this.pool.query(
      `INSERT INTO nodes (id, name, last_name, static_key)
       SELECT id, id, id, sha256(convert_to(id, 'UTF8')) FROM unnest($1::text[]) AS id`,
      [ids],
    );
  }

  /** Sends samples as a node does, beginning with a sequence; all are committed when this resolves. */
  async send(
    of: { node: string; boot: string; sequence: number; oldest?: number },
    samples: readonly Partial<TelemetrySample>[],
    receivedAt = new Date(),
  ): Promise<void> {
    const ingest = new Ingest({
      pool: this.pool,
      publish: () => {},
      onUnavailable: (error) => {
        throw error;
      },
    });
    const whole = { samples: samples.map(sample), oldest: of.oldest ?? 0 };
    ingest.telemetryReceived(of.node, payload(batch(of.boot, of.sequence, whole)), receivedAt);
    await ingest.stop();
    if (ingest.counts.committed !== 1) throw new Error(`not committed: ${JSON.stringify(ingest.counts)}`);
  }

  /** Rows of a tier in order of time, with numbers as such. */
  async rows(table: string, node: string): Promise<Record<string, number>[]> {
    const { rows } = await this.pool.query(
      `SELECT extract(epoch FROM at)::float8 * 1000 AS at, samples, covered_ms::float8, sent_bytes::float8, received_bytes::float8,
         sent_rate_min::float8, sent_rate_max::float8, rtt_sum::float8, rtt_count, rtt_min, rtt_max, tunnels_max
       FROM ${table} WHERE node_id = $1 ORDER BY at`,
      [node],
    );
    return rows;
  }

  async stop(): Promise<void> {
    await this.pool.end();
    await this.#stop();
  }
}
