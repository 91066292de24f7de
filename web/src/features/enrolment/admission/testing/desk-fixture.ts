import { randomBytes } from 'node:crypto';
import { createPrismaClient, type Prisma, type PrismaClient } from '@ntmobile/prisma';
import { emptyAudit, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { type EnrolmentAnswer, hashKeySecret } from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { drawKeySecret } from '../../../../keys/key-secret.ts';
import { EnrolmentDesk } from '../enrolment-desk.ts';
import { EnrollingDevice, type RequestChange } from './enrolling-device.ts';

const realmPrivate = new Uint8Array(randomBytes(32));
export const realm = { privateKey: realmPrivate, publicKey: nodePrimitives.x25519PublicKey(realmPrivate) };
export const signingKey = new Uint8Array(randomBytes(32));
export const brokerSecret = new Uint8Array(randomBytes(32));
export const workerKey = new Uint8Array(randomBytes(32));
/** What the wall clock of these tests says. */
export const NOW = new Date('2026-11-24T08:00:00.000Z');

export let database: TemporaryDatabase;
export let prisma: PrismaClient;
export let desk: EnrolmentDesk;
/** What the desk wrote since the test began. */
export let logged: string[];

/** A desk on a database of its own, with one realm and one coordinator; empty before each test. */
export function setUpDesk(): void {
  beforeAll(async () => {
    database = await startTemporaryDatabase();
    prisma = createPrismaClient(database.url);
  });
  afterAll(async () => {
    await prisma.$disconnect();
    await database.stop();
  });
  beforeEach(async () => {
    await prisma.node.deleteMany();
    await prisma.enrolmentKey.deleteMany();
    await prisma.enrolmentStamp.deleteMany();
    await emptyAudit(prisma);
    await prisma.fleetConfig.deleteMany();
    await prisma.dcWorker.deleteMany();
    await prisma.realmSettings.deleteMany();
    await makeRealm({});
    await prisma.dcWorker.create({
      data: { id: 'w', publicKey: workerKey, endpoints: ['192.0.2.10:3479'], heartbeatAt: NOW },
    });
    logged = [];
    const write = (fields: object, message: string) =>
      void logged.push(`${message} ${JSON.stringify(fields)}`);
    desk = new EnrolmentDesk({
      prisma,
      realm,
      brokerSecret,
      log: { info: write, warn: write },
      now: () => NOW,
    });
  });
}

/** The realm, changed. */
export async function makeRealm(change: Partial<Prisma.RealmSettingsCreateInput>): Promise<void> {
  const data = {
    id: 1,
    name: 'ntm.internal',
    domain: 'ntm.internal',
    ipv4Pool: '198.18.0.0/15',
    ipv6Pool: 'fd12:3456:789a::/64',
    enrolmentKey: new Uint8Array(realm.publicKey),
    signingKey,
    caCertificate: '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n',
    consoleUrl: 'http://192.0.2.10:3000',
    brokerEndpoint: '192.0.2.10:8883',
    ...change,
  };
  await prisma.realmSettings.upsert({ where: { id: 1 }, create: data, update: data });
}

/** An enrolment key in the database, and devices that have it. */
export async function invite(change: Partial<Prisma.EnrolmentKeyCreateInput> = {}) {
  const { id, secret } = drawKeySecret();
  await prisma.enrolmentKey.create({
    data: {
      id,
      secretHash: hashKeySecret(nodePrimitives, secret),
      label: 'Tills',
      reusable: true,
      useLimit: null,
      ...change,
    },
  });
  const invitation = { realmKey: realm.publicKey, keyId: id, secret };
  return {
    id,
    invitation,
    device: () => new EnrollingDevice(invitation),
    useCount: async () => (await prisma.enrolmentKey.findUniqueOrThrow({ where: { id } })).useCount,
  };
}

/** Posts a message 1 to the desk. */
export function post(message: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request('http://console/api/enrol', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'x-forwarded-for': '192.0.2.7', ...headers },
    body: new Uint8Array(message),
  });
  return desk.handle(request);
}

/** One exchange of a device, and its answer. */
export async function enrol(device: EnrollingDevice, change: RequestChange = {}, from?: string) {
  const { message, open } = device.request(change);
  return open(await post(message, from === undefined ? {} : { 'x-forwarded-for': from }));
}

/** The answer where it admits; an Error with it where it does not. */
export function admitted(answer: EnrolmentAnswer) {
  if (answer.kind !== 'admitted') throw new Error(JSON.stringify(answer));
  return answer;
}
/** The code of a refusal, else the kind of the answer. */
export const codeOf = (answer: EnrolmentAnswer) => (answer.kind === 'refused' ? answer.code : answer.kind);
