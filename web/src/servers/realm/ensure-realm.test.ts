import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { parsePrefix } from '@ntmobile/shared';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ensureRealm, type RealmWishes } from './ensure-realm.ts';

let database: TemporaryDatabase;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 4 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(async () => {
  await prisma.realmSettings.deleteMany();
});

const wishes: RealmWishes = {
  domain: 'ntm.internal',
  ipv4Pool: undefined,
  enrolmentKey: new Uint8Array(32).fill(1),
  signingKey: new Uint8Array(32).fill(2),
  caCertificate: 'PEM',
  consoleUrl: 'http://localhost:3000',
  brokerEndpoint: '127.0.0.1:8883',
  allowedTestPrefixes: [],
};

it('is made once, with a random prefix of its own', async () => {
  const made = await ensureRealm(prisma, wishes);
  expect(made).toMatchObject({ domain: 'ntm.internal', ipv4Pool: '198.18.0.0/15', caCertificate: 'PEM' });
  expect(made.ipv6Pool).toMatch(/^fd[0-9a-f]{2}:.*::\/64$/);
  expect((await ensureRealm(prisma, wishes)).ipv6Pool).toBe(made.ipv6Pool);
  await prisma.realmSettings.deleteMany();
  expect((await ensureRealm(prisma, wishes)).ipv6Pool).not.toBe(made.ipv6Pool);
});

it('is made once by two that start at the same time', async () => {
  const [one, other] = await Promise.all([ensureRealm(prisma, wishes), ensureRealm(prisma, wishes)]);
  expect(one.ipv6Pool).toBe(other.ipv6Pool);
});

it('takes the pool that is asked for', async () => {
  const made = await ensureRealm(prisma, { ...wishes, ipv4Pool: parsePrefix('10.64.0.0/16') });
  expect(made.ipv4Pool).toBe('10.64.0.0/16');
  expect((await ensureRealm(prisma, wishes)).ipv4Pool).toBe('10.64.0.0/16');
});

it('follows the environment in what may change', async () => {
  const made = await ensureRealm(prisma, wishes);
  const moved = {
    consoleUrl: 'http://192.0.2.1:3000',
    brokerEndpoint: '192.0.2.1:8883',
    allowedTestPrefixes: ['127.0.0.0/8'],
  };
  const { updatedAt: _, ...rest } = { ...made, ...moved };
  expect(await ensureRealm(prisma, { ...wishes, ...moved })).toMatchObject(rest);
});

it.each([
  ['NTM_REALM_DOMAIN=ntm.internal', { domain: 'other.internal' }],
  ['leave NTM_IPV4_POOL out', { ipv4Pool: parsePrefix('10.0.0.0/8') }],
  ['realm-x25519.key', { enrolmentKey: new Uint8Array(32).fill(9) }],
  ['realm-ed25519.key', { signingKey: new Uint8Array(32).fill(9) }],
  ['ca.cert.pem', { caCertificate: 'OTHER' }],
])('refuses what its nodes do not know, and says: %s', async (words, change) => {
  const made = await ensureRealm(prisma, wishes);
  await expect(ensureRealm(prisma, { ...wishes, ...change, consoleUrl: 'http://changed' })).rejects.toThrow(
    words,
  );
  expect(await prisma.realmSettings.findUniqueOrThrow({ where: { id: 1 } })).toEqual(made);
});
