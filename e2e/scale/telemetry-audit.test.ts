import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProducedItems } from './produced-items.ts';
import { TelemetryCheck } from './telemetry-audit.ts';

const AT = new Date();
let database: TemporaryDatabase;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
}, 60_000);
afterAll(async () => {
  await prisma?.$disconnect();
  await database?.stop();
});

/** A node that has produced three samples, of which the database has these. */
async function nodeWith(sequences: readonly number[]) {
  const id = formatNodeId(crypto.getRandomValues(new Uint8Array(16)));
  const bootId = formatNodeId(crypto.getRandomValues(new Uint8Array(16)));
  const produced = new ProducedItems();
  for (const sequence of [0, 1, 2])
    produced.written(`/samples/00000000000${sequence + 1}_${bootId}_${sequence}`);
  const staticKey = crypto.getRandomValues(new Uint8Array(32));
  await prisma.node.create({ data: { id, name: id.toLowerCase(), lastName: id.toLowerCase(), staticKey } });
  const boot = await prisma.telemetryBoot.create({ data: { nodeId: id, bootId, committed: 2n } });
  const counters = { sentBytes: 0n, receivedBytes: 0n, sentPackets: 0n, receivedPackets: 0n };
  await prisma.telemetrySample.createMany({
    data: sequences.map((sequence, index) => ({
      ...counters,
      series: boot.series,
      sequence: BigInt(sequence),
      at: AT,
      arrivedAt: new Date(AT.getTime() + index),
    })),
  });
  return { id, produced };
}

it.each([
  { rows: [0, 1, 2], missing: 0, doubled: 0 },
  { rows: [0, 2], missing: 1, doubled: 0 },
  { rows: [0, 1, 1, 2, 2], missing: 0, doubled: 2 },
  { rows: [1, 1, 2], missing: 1, doubled: 1 },
  { rows: [], missing: 3, doubled: 0 },
])(
  'finds in rows $rows of 0, 1, 2: $missing missing, $doubled doubled',
  async ({ rows, missing, doubled }) => {
    const check = new TelemetryCheck(prisma, [await nodeWith(rows), await nodeWith([0, 1, 2])]);
    expect(await check.audit('samples')).toEqual({ produced: 6, rows: rows.length + 3, missing, doubled });
  },
);

it('is committed when the servers have acknowledged the last of each node', async () => {
  const node = await nodeWith([0, 1, 2]);
  expect(await new TelemetryCheck(prisma, [node]).isCommitted()).toBe(true);
  await prisma.telemetryBoot.updateMany({ where: { nodeId: node.id }, data: { committed: 1n } });
  expect(await new TelemetryCheck(prisma, [node]).isCommitted()).toBe(false);
});
