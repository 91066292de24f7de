import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { parsePrefix } from '@ntmobile/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freeAddress, hostRange } from './free-address.ts';
import { freeName } from './free-name.ts';

let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(() => prisma.node.deleteMany());

it.each([
  ['198.18.0.0/15', { first: '198.18.0.2', last: '198.19.255.254' }],
  ['10.0.0.0/30', { first: '10.0.0.2', last: '10.0.0.2' }],
  ['10.0.0.0/31', undefined],
  ['10.0.0.0/32', undefined],
  ['fd00:1:2:3::/64', { first: 'fd00:1:2:3::2', last: 'fd00:1:2:3:ffff:ffff:ffff:fffe' }],
])('gives of %s neither network nor resolver nor broadcast', (pool, range) => {
  expect(hostRange(parsePrefix(pool))).toEqual(range);
});

/** Nodes with the hosts `numbers` of 10.0.0.0 and with names. */
async function insertNodes(from: number, to: number): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO nodes (id, name, last_name, static_key, virtual_ipv4, virtual_ipv6)
    SELECT lpad(n::text, 26, '0'), 'phone' || CASE n WHEN 1 THEN '' ELSE '-' || n END, '', decode(lpad(to_hex(n), 64, '0'), 'hex'),
      '10.0.0.0'::inet + n, 'fd00::'::inet + n
    FROM generate_series(${from}::int, ${to}::int) n`;
}

describe('addresses', () => {
  it('are given one after the other, and gaps once the end was reached', async () => {
    const next = (pool: string) => freeAddress(prisma, 'virtual_ipv4', pool);
    await insertNodes(2, 5);
    await prisma.node.delete({ where: { virtualIpv4: '10.0.0.3' } });
    expect(await next('10.0.0.0/24')).toBe('10.0.0.6');
    await insertNodes(6, 6);
    expect(await next('10.0.0.0/29')).toBe('10.0.0.3');
    await insertNodes(3, 3);
    expect(await next('10.0.0.0/29')).toBeUndefined();
    expect(await next('10.1.0.0/29')).toBe('10.1.0.2');
    await prisma.node.delete({ where: { virtualIpv4: '10.0.0.2' } });
    expect(await next('10.0.0.0/29')).toBe('10.0.0.2');
  });

  it('and names are found at once among a hundred thousand', async () => {
    await insertNodes(2, 100_001);
    await prisma.$executeRaw`ANALYZE nodes`;
    const seeker = { staticKey: new Uint8Array(32), now: new Date() };
    const started = performance.now();
    expect(await freeAddress(prisma, 'virtual_ipv4', '10.0.0.0/15')).toBe('10.1.134.162');
    expect(await freeAddress(prisma, 'virtual_ipv6', 'fd00::/64')).toBe('fd00::1:86a2');
    expect(await freeName(prisma, 'till', seeker)).toBe('till');
    expect(await freeName(prisma, 'phone', seeker)).toBe('phone');
    await prisma.node.updateMany({ where: { name: 'phone-2' }, data: { name: 'phone' } });
    expect(await freeName(prisma, 'phone', seeker)).toBe('phone-2');
    await insertNodes(1_000_002, 1_000_002);
    await prisma.node.updateMany({ where: { name: 'phone-1000002' }, data: { name: 'phone-2' } });
    // Every number up to 100,001 is taken: one is drawn.
    expect(await freeName(prisma, 'phone', seeker)).toMatch(/^phone-\d{6,7}$/);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
