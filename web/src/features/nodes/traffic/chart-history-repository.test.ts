import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { laneChanges } from './chart-history-repository.ts';

const NODE = 'a'.repeat(26);
const BEGIN = Date.parse('2026-04-02T12:00:00Z');
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

it('changes of a node that flaps come in order, and the newest are among them', async () => {
  await prisma.node.create({ data: { id: NODE, lastName: 'n', staticKey: new Uint8Array(32) } });
  await prisma.$executeRaw`
    WITH run AS (INSERT INTO telemetry_boots (node_id, boot_id, started_at) VALUES (${NODE}, 'b', now()) RETURNING series)
    INSERT INTO telemetry_samples
      (series, sequence, at, sent_bytes, received_bytes, sent_packets, received_packets, network_type)
    SELECT series, n, ${new Date(BEGIN)}::timestamptz + make_interval(secs => n), 0, 0, 0, 0, CASE n % 2 WHEN 0 THEN 'wifi' ELSE 'cellular' END
    FROM run, generate_series(0, 999) AS n`;
  const window = { from: new Date(BEGIN), to: new Date(BEGIN + 3_600_000) };
  const changes = await laneChanges(prisma, { nodeId: NODE, ...window, gapMs: 60_000 });
  const seconds = changes.map(({ at }) => (at - BEGIN) / 1_000);
  expect(seconds).toEqual(Array.from({ length: 400 }, (_, index) => 600 + index));
  expect(changes.at(-1)?.network).toBe('cellular');
});
