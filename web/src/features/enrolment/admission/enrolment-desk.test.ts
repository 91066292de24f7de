import { randomBytes } from 'node:crypto';
import { createPrismaClient, type Prisma, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { base64UrlEncode } from '@ntmobile/shared';
import { type EnrolmentAnswer, hashKeySecret } from '@ntmobile/shared/enrolment';
import { type ConfigSections, sectionsText, signingKeyId } from '@ntmobile/shared/fleet';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { brokerPassword } from '../../../keys/broker-password.ts';
import { drawKeySecret } from '../../../keys/key-secret.ts';
import { deleteNode } from '../../nodes/change/change-repository.ts';
import { EnrolmentDesk } from './enrolment-desk.ts';
import { EnrollingDevice, type RequestChange } from './testing/enrolling-device.ts';

const realmPrivate = new Uint8Array(randomBytes(32));
const realm = { privateKey: realmPrivate, publicKey: nodePrimitives.x25519PublicKey(realmPrivate) };
const signingKey = new Uint8Array(randomBytes(32));
const brokerSecret = new Uint8Array(randomBytes(32));
const workerKey = new Uint8Array(randomBytes(32));
const NOW = new Date('2026-11-24T08:00:00.000Z');

let database: TemporaryDatabase;
let prisma: PrismaClient;
let desk: EnrolmentDesk;
let logged: string[];

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
  await prisma.auditEntry.deleteMany();
  await prisma.fleetConfig.deleteMany();
  await prisma.dcWorker.deleteMany();
  await prisma.realmSettings.deleteMany();
  await makeRealm({});
  await prisma.dcWorker.create({
    data: { id: 'w', publicKey: workerKey, endpoints: ['192.0.2.10:3479'], heartbeatAt: NOW },
  });
  logged = [];
  const write = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  desk = new EnrolmentDesk({
    prisma,
    realm,
    brokerSecret,
    log: { info: write, warn: write },
    now: () => NOW,
  });
});

async function makeRealm(change: Partial<Prisma.RealmSettingsCreateInput>): Promise<void> {
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
async function invite(change: Partial<Prisma.EnrolmentKeyCreateInput> = {}) {
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

function post(message: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request('http://console/api/enrol', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'x-forwarded-for': '192.0.2.7', ...headers },
    body: new Uint8Array(message),
  });
  return desk.handle(request);
}

async function enrol(device: EnrollingDevice, change: RequestChange = {}, from?: string) {
  const { message, open } = device.request(change);
  return open(await post(message, from === undefined ? {} : { 'x-forwarded-for': from }));
}

function admitted(answer: EnrolmentAnswer) {
  if (answer.kind !== 'admitted') throw new Error(JSON.stringify(answer));
  return answer;
}
const codeOf = (answer: EnrolmentAnswer) => (answer.kind === 'refused' ? answer.code : answer.kind);

describe('an admission', () => {
  it('tells the node all that it needs, and makes it known', async () => {
    const listener = new Client({ connectionString: database.url });
    await listener.connect();
    await listener.query('LISTEN ntm_node');
    const heard = new Promise<string | undefined>((resolve) =>
      listener.on('notification', ({ payload }) => resolve(payload)),
    );
    const key = await invite();
    const device = key.device();
    const answer = admitted(await enrol(device, { name: 'Max’s phone', platform: 'android' }));
    expect(answer).toEqual({
      v: 1,
      kind: 'admitted',
      nodeId: answer.nodeId,
      name: 'maxs-phone',
      realm: { domain: 'ntm.internal', prefixes: ['198.18.0.0/15', 'fd12:3456:789a::/64'] },
      coordinators: [{ publicKey: base64UrlEncode(workerKey), endpoints: ['192.0.2.10:3479'] }],
      relays: [],
      signingKeys: [
        { keyId: signingKeyId(signingKey, nodePrimitives), publicKey: base64UrlEncode(signingKey) },
      ],
      broker: {
        endpoint: '192.0.2.10:8883',
        serverName: 'broker.ntm.internal',
        caCertificate: '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n',
        username: answer.nodeId,
        password: brokerPassword(brokerSecret, answer.nodeId, 1),
      },
      serverTime: NOW.getTime(),
    });
    expect(await heard).toBe(answer.nodeId);
    await listener.end();
    expect(await prisma.node.findUniqueOrThrow({ where: { id: answer.nodeId } })).toMatchObject({
      name: 'maxs-phone',
      lastName: 'maxs-phone',
      staticKey: device.publicKey,
      virtualIpv4: '198.18.0.2',
      virtualIpv6: 'fd12:3456:789a::2',
      platform: 'android',
      agent: 'test 1',
      demo: false,
      approval: 'approved',
      enrolmentKeyId: key.id,
      enrolledAt: NOW,
    });
    expect(
      await prisma.auditEntry.findMany({
        select: { action: true, actorKind: true, subjectId: true, address: true },
      }),
    ).toEqual([
      { action: 'node.enrolled', actorKind: 'node', subjectId: answer.nodeId, address: '192.0.2.7' },
    ]);
    expect(desk.counts()).toEqual({ admitted: 1 });
  });

  it('marks nodes of a demo key as demo', async () => {
    const { nodeId } = admitted(await enrol((await invite({ demo: true })).device()));
    expect((await prisma.node.findUniqueOrThrow({ where: { id: nodeId } })).demo).toBe(true);
  });

  it('names coordinators of the configuration first, in its order, then those alive besides', async () => {
    const other = base64UrlEncode(new Uint8Array(32).fill(3));
    const sections: ConfigSections = {
      dc: [
        { publicKey: other, endpoints: ['192.0.2.30:3479'] },
        { publicKey: base64UrlEncode(workerKey), endpoints: ['192.0.2.99:3479'] },
      ],
      rs: [{ endpoints: ['192.0.2.20:3478'], region: 'eu', priority: 1 }],
      addresses: { prefixes: ['198.18.0.0/15'] },
      dns: { searchDomain: 'ntm.internal', upstream: [] },
      telemetry: { intervalSeconds: 60 },
    };
    const data = { status: 'current' as const, sections: sectionsText(sections), hash: new Uint8Array(32) };
    await prisma.fleetConfig.create({ data });
    const third = new Uint8Array(randomBytes(32));
    await prisma.dcWorker.create({
      data: { id: 'x', publicKey: third, endpoints: ['192.0.2.40:3479'], heartbeatAt: NOW },
    });
    const gone = { id: 'gone', publicKey: new Uint8Array(randomBytes(32)), endpoints: ['192.0.2.50:3479'] };
    await prisma.dcWorker.create({ data: { ...gone, heartbeatAt: new Date(NOW.getTime() - 3_600_000) } });
    const answer = admitted(await enrol((await invite()).device()));
    expect(answer.coordinators).toEqual([
      { publicKey: other, endpoints: ['192.0.2.30:3479'] },
      { publicKey: base64UrlEncode(workerKey), endpoints: ['192.0.2.10:3479', '192.0.2.99:3479'] },
      { publicKey: base64UrlEncode(third), endpoints: ['192.0.2.40:3479'] },
    ]);
    expect(answer.relays).toEqual(sections.rs);
  });

  it('fits its bytes whatever the configuration says', async () => {
    const endpoints = [1, 2, 3, 4].map((n) => `[2001:db8:1111:2222:3333:4444:5555:${n}666]:34790`);
    const dc = Array.from({ length: 8 }, (_, n) => ({
      endpoints,
      publicKey: base64UrlEncode(new Uint8Array(32).fill(n + 1)),
    }));
    const rs = Array.from({ length: 8 }, () => ({ endpoints, region: 'r'.repeat(32), priority: 1 }));
    const sections: ConfigSections = {
      dc,
      rs,
      addresses: { prefixes: ['198.18.0.0/15'] },
      dns: { searchDomain: 'ntm.internal', upstream: [] },
      telemetry: { intervalSeconds: 60 },
    };
    const data = { status: 'current' as const, sections: sectionsText(sections), hash: new Uint8Array(32) };
    await prisma.fleetConfig.create({ data });
    const answer = admitted(await enrol((await invite()).device()));
    expect(answer.coordinators.length).toBeGreaterThan(3);
    expect(answer.coordinators).toEqual(dc.slice(0, answer.coordinators.length));
  });

  it('waits, and counts nothing, while the realm has no coordinator', async () => {
    await prisma.dcWorker.deleteMany();
    const key = await invite();
    expect(await enrol(key.device())).toMatchObject({ kind: 'busy', seconds: 10 });
    expect(await key.useCount()).toBe(0);
  });
});

describe('names', () => {
  it('are made valid, numbered when taken, and free again after deletion', async () => {
    const key = await invite();
    const names: string[] = [];
    for (const name of ['Phone', 'phone', 'PHONE!', undefined, 'broker']) {
      names.push(admitted(await enrol(key.device(), name === undefined ? {} : { name })).name);
    }
    expect(names).toEqual(['phone', 'phone-2', 'phone-3', 'linux', 'broker-2']);
    const second = await prisma.node.findUniqueOrThrow({ where: { name: 'phone-2' } });
    await prisma.$transaction((tx) => deleteNode(tx, second.id, NOW));
    expect(admitted(await enrol(key.device(), { name: 'phone' })).name).toBe('phone-2');
  });

  it('are refused when nothing of them can be kept, and no use is counted', async () => {
    const key = await invite();
    expect(codeOf(await enrol(key.device(), { name: '日本' }))).toBe('nameInvalid');
    expect(await key.useCount()).toBe(0);
  });
});

describe('a repeat', () => {
  it('is the same node, counts no use, and is admitted after expiry and limit too', async () => {
    const key = await invite({ reusable: false, useLimit: 1 });
    const device = key.device();
    const first = admitted(await enrol(device, { name: 'till' }));
    await prisma.enrolmentKey.update({ where: { id: key.id }, data: { expiresAt: NOW } });
    const again = admitted(await enrol(device, { name: 'other', agent: 'test 2' }));
    expect(again).toEqual(first);
    expect([await key.useCount(), await prisma.node.count(), await prisma.auditEntry.count()]).toEqual([
      1, 1, 1,
    ]);
    expect((await prisma.node.findFirstOrThrow()).agent).toBe('test 2');
  });

  it('is refused as stale with an old message, after deletion too, and changes nothing', async () => {
    const key = await invite();
    const device = key.device();
    const captured = device.request();
    const first = admitted(await captured.open(await post(captured.message)));
    expect(codeOf(await captured.open(await post(captured.message)))).toBe('stale');
    const newer = device.request();
    admitted(await newer.open(await post(newer.message)));
    await prisma.$transaction((tx) => deleteNode(tx, first.nodeId, NOW));
    for (const { message, open } of [captured, newer])
      expect(codeOf(await open(await post(message)))).toBe('stale');
    expect([await key.useCount(), await prisma.node.count({ where: { deletedAt: null } })]).toEqual([1, 0]);
  });

  it('is refused when the key was revoked', async () => {
    const key = await invite();
    const device = key.device();
    await enrol(device);
    await prisma.enrolmentKey.update({ where: { id: key.id }, data: { revokedAt: NOW } });
    expect(codeOf(await enrol(device))).toBe('keyRevoked');
  });

  it('of a deleted node is a new node where the key still admits, else it says so', async () => {
    const open = await invite();
    const device = open.device();
    const first = admitted(await enrol(device));
    await prisma.$transaction((tx) => deleteNode(tx, first.nodeId, NOW));
    expect(admitted(await enrol(device)).nodeId).not.toBe(first.nodeId);
    expect(await open.useCount()).toBe(2);

    const once = await invite({ reusable: false, useLimit: 1 });
    const single = once.device();
    const { nodeId } = admitted(await enrol(single));
    await prisma.$transaction((tx) => deleteNode(tx, nodeId, NOW));
    expect(codeOf(await enrol(single))).toBe('nodeDeleted');
  });

  it('with another key is the same node, and that key counts a use', async () => {
    const [one, other] = [await invite(), await invite({ useLimit: 1 })];
    const device = one.device();
    const first = admitted(await enrol(device));
    const { keyId, secret } = other.invitation;
    expect(admitted(await enrol(device, { keyId, secret }))).toEqual(first);
    expect([await one.useCount(), await other.useCount()]).toEqual([1, 1]);
    expect(codeOf(await enrol(one.device(), { keyId, secret }))).toBe('keyExhausted');
  });

  it('has the password of the raised epoch after a revocation', async () => {
    const device = (await invite()).device();
    const first = admitted(await enrol(device));
    await prisma.node.update({ where: { id: first.nodeId }, data: { brokerEpoch: 2 } });
    const { password } = admitted(await enrol(device)).broker;
    expect(password).toBe(brokerPassword(brokerSecret, first.nodeId, 2));
    expect(password).not.toBe(first.broker.password);
  });
});

describe('a key', () => {
  it.each([
    ['keyRevoked', { revokedAt: NOW }],
    ['keyExpired', { expiresAt: NOW }],
    ['keyExhausted', { useLimit: 0 }],
  ] as const)('refuses as %s, leaves no trace, and is told in words', async (code, change) => {
    const key = await invite(change);
    const answer = await enrol(key.device());
    expect(answer).toMatchObject({ kind: 'refused', code });
    expect(answer.kind === 'refused' && answer.message).toMatch(/^This enrolment key .* Ask for a new key/);
    expect([await prisma.node.count(), await prisma.enrolmentStamp.count(), await key.useCount()]).toEqual([
      0, 0, 0,
    ]);
    expect(desk.counts()).toEqual({ [code]: 1 });
  });

  it('that is unknown and one with another secret are refused alike, and no secret is written down', async () => {
    const key = await invite();
    const wrong = 'wrong-secret-wrong-secret-wrong-secret-wrong';
    expect(codeOf(await enrol(key.device(), { secret: wrong }))).toBe('keyUnknown');
    expect(codeOf(await enrol(key.device(), { keyId: 'nobody' }))).toBe('keyUnknown');
    await enrol(key.device());
    expect(logged).toHaveLength(3);
    expect(logged[0]).toContain('"code":"keyUnknown"');
    for (const line of logged) {
      expect(line).not.toContain(wrong);
      expect(line).not.toContain(key.invitation.secret);
    }
  });

  it('that asks first lets nodes wait, then in or not', async () => {
    const key = await invite({ approvalRequired: true });
    const [device, turnedAway] = [key.device(), key.device()];
    const waiting = await enrol(device);
    expect(waiting).toMatchObject({ kind: 'pending', seconds: 5 });
    expect(await enrol(device)).toEqual(waiting);
    const nodeId = waiting.kind === 'pending' ? waiting.nodeId : '';
    await prisma.node.update({ where: { id: nodeId }, data: { approval: 'approved' } });
    expect(admitted(await enrol(device)).nodeId).toBe(nodeId);

    await enrol(turnedAway);
    await prisma.node.updateMany({ where: { approval: 'pending' }, data: { approval: 'refused' } });
    expect(codeOf(await enrol(turnedAway))).toBe('refused');
    expect(await key.useCount()).toBe(2);
  });

  it('with a limit of 20 admits exactly 20 of 50 that come at once, each with addresses and a name of its own', async () => {
    const key = await invite({ useLimit: 20 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => enrol(key.device(), { name: 'phone' }, `192.0.2.${index}`)),
    );
    const codes = answers.map(codeOf);
    expect(codes.filter((code) => code === 'admitted')).toHaveLength(20);
    expect(codes.filter((code) => code === 'keyExhausted')).toHaveLength(30);
    expect(await key.useCount()).toBe(20);
    const nodes = await prisma.node.findMany();
    for (const column of ['virtualIpv4', 'virtualIpv6', 'name', 'id'] as const) {
      expect(new Set(nodes.map((node) => node[column])).size).toBe(20);
    }
  });

  it('admits one device once, however often it asks at the same time', async () => {
    const key = await invite();
    const device = key.device();
    const answers = await Promise.all(Array.from({ length: 8 }, () => enrol(device)));
    const codes = answers.map(codeOf);
    expect(new Set(codes)).toEqual(new Set(codes.includes('stale') ? ['admitted', 'stale'] : ['admitted']));
    expect([await key.useCount(), await prisma.node.count()]).toEqual([1, 1]);
  });
});

describe('a pool', () => {
  it('of four addresses has one for a node, which is free again after deletion', async () => {
    await makeRealm({ ipv4Pool: '10.9.0.0/30' });
    const key = await invite();
    const first = admitted(await enrol(key.device()));
    expect((await prisma.node.findFirstOrThrow()).virtualIpv4).toBe('10.9.0.2');
    expect(codeOf(await enrol(key.device()))).toBe('poolExhausted');
    expect(await key.useCount()).toBe(1);
    await prisma.$transaction((tx) => deleteNode(tx, first.nodeId, NOW));
    admitted(await enrol(key.device()));
  });
});

describe('a request', () => {
  const body = () =>
    new EnrollingDevice({ realmKey: realm.publicKey, keyId: 'k', secret: 's'.repeat(20) }).request().message;

  it('is rejected where it is none', async () => {
    const statuses = [
      await post(new Uint8Array()),
      await post(new Uint8Array(120)),
      await post(body().slice(0, 100)),
      await post(new Uint8Array(5_000)),
      await post(body(), { 'content-type': 'application/json' }),
    ].map((response) => response.status);
    expect(statuses).toEqual([400, 400, 400, 413, 415]);
    expect(desk.counts()).toEqual({ unopened: 3, tooLong: 1, mediaType: 1 });
  });

  it('for another realm is not opened', async () => {
    const other = nodePrimitives.x25519PublicKey(new Uint8Array(randomBytes(32)));
    const { message } = (await invite()).device().request({ realmKey: other });
    const response = await post(message);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/not an enrolment request for the realm/);
  });

  it('is stopped after ten failures of its source in a minute; others, and those who wait, are not', async () => {
    const key = await invite({ approvalRequired: true });
    const waiting = key.device();
    for (let repeat = 0; repeat < 15; repeat++) expect((await enrol(waiting)).kind).toBe('pending');
    for (let failure = 0; failure < 10; failure++) expect((await post(new Uint8Array(120))).status).toBe(400);
    const limited = await post(waiting.request().message);
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(50);
    expect((await enrol(waiting, {}, '192.0.2.8')).kind).toBe('pending');
    expect(desk.counts()).toMatchObject({ unopened: 10, limited: 1 });
  });
});
