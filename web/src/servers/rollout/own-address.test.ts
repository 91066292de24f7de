import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { base64UrlEncode } from '@ntmobile/shared';
import { type ConfigSections, parseSections } from '@ntmobile/shared/fleet';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { publishFleetConfig } from '../../fleet-config/publish-fleet-config.ts';
import { NOW } from '../fleet-fixture.ts';
import { ensureOwnAddress } from './own-address.ts';

let database: TemporaryDatabase;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  await prisma.realmSettings.create({
    data: {
      id: 1,
      name: 'test',
      domain: 'ntm.internal',
      ipv4Pool: '198.18.0.0/15',
      ipv6Pool: 'fd00:1:2:3::/64',
      enrolmentKey: new Uint8Array(32),
      signingKey: new Uint8Array(32),
    },
  });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(async () => {
  await prisma.fleetConfig.deleteMany();
});

const keyOf = (byte: number) => base64UrlEncode(new Uint8Array(32).fill(byte));

function sections(endpoint: string, key = keyOf(1)): ConfigSections {
  return {
    dc: [{ endpoints: [endpoint], publicKey: key }],
    rs: [],
    addresses: { prefixes: ['198.18.0.0/15'] },
    dns: { searchDomain: 'ntm.internal', upstream: [] },
    telemetry: { intervalSeconds: 60 },
  };
}

const ensure = (wanted: ConfigSections) =>
  prisma.$transaction((transaction) => ensureOwnAddress(transaction, wanted, NOW));

const publish = (published: ConfigSections, publishedBy?: string) =>
  prisma.$transaction((transaction) =>
    publishFleetConfig(transaction, {
      sections: published,
      note: '',
      now: NOW,
      ...(publishedBy && { publishedBy }),
    }),
  );

async function current() {
  const rows = await prisma.fleetConfig.findMany({ where: { status: 'current' } });
  expect(rows).toHaveLength(1);
  return parseSections(rows[0]?.sections ?? '');
}

it('makes the first configuration once', async () => {
  expect(await ensure(sections('192.0.2.1:3479'))).toBe('madeFirst');
  expect(await ensure(sections('192.0.2.1:3479'))).toBe('asItIs');
  expect(await prisma.fleetConfig.count()).toBe(1);
  expect(await current()).toEqual(sections('192.0.2.1:3479'));
});

it('lets it follow a new address, and leaves other coordinators in it alone', async () => {
  const other = { endpoints: ['192.0.2.7:1'], publicKey: keyOf(2) };
  const two = { ...sections('127.0.0.1:3479'), dc: [other, ...sections('127.0.0.1:3479').dc] };
  await publish(two);
  expect(await ensure(sections('192.0.2.1:3479'))).toBe('addressRenewed');
  expect((await current())?.dc).toEqual([other, ...sections('192.0.2.1:3479').dc]);
});

it('lets it follow too where a person published something else and left the address as it was', async () => {
  const person = '00000000-0000-7000-8000-000000000001';
  await ensure(sections('127.0.0.1:3479'));
  const edited = { ...sections('127.0.0.1:3479'), telemetry: { intervalSeconds: 30 } };
  await publish(edited, person);
  expect(await ensure(sections('127.0.0.1:3479'))).toBe('asItIs');
  expect(await ensure(sections('192.0.2.1:3479'))).toBe('addressRenewed');
  expect(await current()).toEqual({ ...edited, dc: sections('192.0.2.1:3479').dc });
});

it('leaves an address that a person chose over the one that was written here', async () => {
  await ensure(sections('127.0.0.1:3479'));
  await publish(sections('203.0.113.1:3479'), '00000000-0000-7000-8000-000000000001');
  expect(await ensure(sections('192.0.2.1:3479'))).toBe('addressDiffers');
  expect(await current()).toEqual(sections('203.0.113.1:3479'));
});

it('leaves an address that a person chose after another coordinator carried it along with a new one of its own', async () => {
  const two = (first: string, second: string) => ({
    ...sections(first),
    dc: [...sections(first).dc, ...sections(second, keyOf(2)).dc],
  });
  await publish(two('127.0.0.1:3479', '192.0.2.20:3479'));
  await publish(two('203.0.113.1:3479', '192.0.2.20:3479'), '00000000-0000-7000-8000-000000000001');
  expect(await ensure(sections('192.0.2.21:3479', keyOf(2)))).toBe('addressRenewed');
  expect(await ensure(sections('192.0.2.1:3479'))).toBe('addressDiffers');
  expect(await current()).toEqual(two('203.0.113.1:3479', '192.0.2.21:3479'));
});

it('leaves what a person published, and a list that does not name this coordinator', async () => {
  const person = '00000000-0000-7000-8000-000000000001';
  await publish(sections('203.0.113.1:3479'), person);
  expect(await ensure(sections('192.0.2.1:3479'))).toBe('addressDiffers');
  expect(await current()).toEqual(sections('203.0.113.1:3479'));
  await publish(sections('203.0.113.1:3479', keyOf(2)));
  expect(await ensure(sections('192.0.2.1:3479'))).toBe('asItIs');
});
