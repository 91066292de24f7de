import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TIERS } from '../../../telemetry/tiers.ts';
import { trafficBuckets } from './traffic-repository.ts';

const NODE = 'a'.repeat(26);
let database: TemporaryDatabase;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 1 });
});

afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

it.each(TIERS)(
  'buckets of $table that lie in a window come in order, also those in part, of the node alone',
  async (tier) => {
    const { table, bucketMs } = tier;
    for (const [node, bytes] of [
      [NODE, 1],
      ['b'.repeat(26), 1_000],
    ] as const) {
      await prisma.$executeRawUnsafe(
        `INSERT INTO ${table} (node_id, at, samples, covered_ms, sent_bytes, received_bytes, sent_packets, received_packets,
         relayed_bytes, handovers, rtt_sum, rtt_count, loss_sum, loss_count, tunnels_sum)
       SELECT $1, to_timestamp(n * ${bucketMs / 1000}), 1, ${bucketMs}, n * $2::int, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
       FROM generate_series(9, 0, -1) AS n`,
        node,
        bytes,
      );
    }
    const window = { from: new Date(2.5 * bucketMs), to: new Date(6 * bucketMs) };
    const buckets = await trafficBuckets(prisma, { nodeId: NODE, ...window, tier });
    expect(buckets.map(({ at, sentBytes }) => [at / bucketMs, sentBytes])).toEqual([
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
    ]);
    expect(buckets[0]?.coveredMs).toBe(bucketMs);
  },
);
