import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPrismaClient } from './client.ts';
import { Prisma, type PrismaClient } from './generated/client.ts';
import { startTemporaryDatabase, type TemporaryDatabase } from './testing/temporary-database.ts';

let database: TemporaryDatabase;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url);
}, 60_000);

afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

interface Readable {
  findFirst(): Promise<unknown>;
}

test.each(Object.values(Prisma.ModelName))(
  '%s has every column of its model in a migrated database',
  async (name) => {
    const delegate = `${name[0]?.toLowerCase()}${name.slice(1)}` as keyof PrismaClient;
    await expect((prisma[delegate] as unknown as Readable).findFirst()).resolves.toBeNull();
  },
);

const node = (id: string, last: number) => ({
  id: id.padEnd(26, 'a'),
  name: id,
  lastName: id,
  staticKey: new Uint8Array(32).fill(last),
  virtualIpv4: `198.18.0.${last}`,
  virtualIpv6: `fd12:3456:789a::${last}`,
});

test('addresses and keys come back as they went in', async () => {
  const made = await prisma.node.create({ data: node('alpha', 2) });
  const found = await prisma.node.findUniqueOrThrow({ where: { virtualIpv6: 'fd12:3456:789a::2' } });
  expect(found).toEqual(made);
  expect(found.virtualIpv4).toBe('198.18.0.2');
  expect([...found.staticKey]).toEqual(new Array(32).fill(2));
});

test('a static key belongs to one node at a time, and is free again when that is deleted', async () => {
  const first = await prisma.node.create({ data: node('kilo', 9) });
  const second = { ...node('lima', 10), staticKey: first.staticKey };
  await expect(prisma.node.create({ data: second })).rejects.toThrow(/Unique constraint/);
  await prisma.node.update({ where: { id: first.id }, data: { deletedAt: new Date(), name: null } });
  expect((await prisma.node.create({ data: second })).prefixes).toEqual([]);
  const third = { ...node('mike', 11), staticKey: first.staticKey };
  await expect(prisma.node.create({ data: third })).rejects.toThrow(/Unique constraint/);
});

test('a pair of nodes has one path, whichever asks first', async () => {
  await prisma.node.create({ data: node('beta', 3) });
  const pair = { lowNodeId: node('alpha', 0).id, highNodeId: node('beta', 0).id };
  await prisma.path.create({ data: { id: 'p1', ...pair } });
  await expect(prisma.path.create({ data: { id: 'p2', ...pair } })).rejects.toThrow(/Unique constraint/);
  const turned = { lowNodeId: pair.highNodeId, highNodeId: pair.lowNodeId };
  await expect(prisma.path.create({ data: { id: 'p3', ...turned } })).rejects.toThrow(/paths_unordered_pair/);
});

test('counters beyond 2^53 keep every bit', async () => {
  const boot = await prisma.telemetryBoot.create({ data: { nodeId: node('alpha', 0).id, bootId: 'b' } });
  const sentBytes = 2n ** 62n + 1n;
  await prisma.telemetrySample.create({
    data: {
      series: boot.series,
      sequence: 0n,
      at: new Date(0),
      sentBytes,
      receivedBytes: 0n,
      sentPackets: 0n,
      receivedPackets: 0n,
    },
  });
  expect((await prisma.telemetrySample.findFirstOrThrow()).sentBytes).toBe(sentBytes);
});

test('an enrolment key is never used beyond its limit', async () => {
  const key = { id: 'k', secretHash: new Uint8Array(32), label: 'till', useLimit: 1, useCount: 1 };
  await prisma.enrolmentKey.create({ data: key });
  const again = prisma.enrolmentKey.update({ where: { id: 'k' }, data: { useCount: { increment: 1 } } });
  await expect(again).rejects.toThrow(/within_limit/);
});
