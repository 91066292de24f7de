import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { base64UrlEncode } from '@ntmobile/shared';
import { ed25519PublicKey } from '@ntmobile/shared/noble';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { publishFleetConfig } from '../../fleet-config/publish-fleet-config.ts';
import { idOf, insertNode } from '../fleet-fixture.ts';
import type { OutgoingMessage } from '../mqtt/broker-connection.ts';
import { Rollout } from './rollout.ts';
import { DocumentSigner } from './sign-document.ts';

const NODE = idOf(1);
const privateKey = new Uint8Array(32).fill(4);
const signing = { privateKey, publicKey: ed25519PublicKey(privateKey) };

let database: TemporaryDatabase;
let prisma: PrismaClient;
let pool: Pool;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  pool = new Pool({ connectionString: database.url, max: 2 }).on('error', () => {});
  await prisma.realmSettings.create({
    data: {
      name: 'test',
      domain: 'ntm.internal',
      ipv4Pool: '198.18.0.0/15',
      ipv6Pool: 'fd00:1:2:3::/64',
      enrolmentKey: new Uint8Array(32),
      signingKey: new Uint8Array(signing.publicKey),
    },
  });
  await insertNode(prisma, NODE);
  const sections = {
    dc: [{ endpoints: ['192.0.2.1:3479'], publicKey: base64UrlEncode(new Uint8Array(32).fill(9)) }],
    rs: [],
    addresses: { prefixes: ['198.18.0.0/15'] },
    dns: { searchDomain: 'ntm.internal', upstream: [] },
    telemetry: { intervalSeconds: 60 },
  };
  await prisma.$transaction((transaction) =>
    publishFleetConfig(transaction, { sections, note: '', now: new Date() }),
  );
});
afterAll(async () => {
  await pool.end();
  await prisma.$disconnect();
  await database.stop();
});

it('publishes all again for a broker that was lost and found while all was published again', async () => {
  const published: OutgoingMessage[] = [];
  let onPublished = () => {};
  const rollout = new Rollout({
    prisma,
    pool,
    signer: new DocumentSigner(signing),
    publish: async (message) => {
      published.push(message);
      onPublished();
    },
    onFailed: (error) => expect.unreachable(error.message),
  });
  rollout.brokerConnected();
  await vi.waitFor(() => expect(published).toHaveLength(1), { timeout: 10_000 });
  onPublished = () => {
    onPublished = () => {};
    rollout.brokerConnected();
  };
  rollout.brokerConnected();
  await vi.waitFor(() => expect(published).toHaveLength(3), { timeout: 10_000 });
  await rollout.stop();
  expect(new Set(published.map(({ payload }) => Buffer.from(payload).toString())).size).toBe(1);
  expect(published[0]).toMatchObject({ topic: `ntm/v1/node/${NODE}/config/desired`, qos: 1, retain: true });
});
