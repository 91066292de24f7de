import { randomBytes } from 'node:crypto';
import { base64UrlEncode } from '@ntmobile/shared';
import { type ConfigSections, sectionsText, signingKeyId } from '@ntmobile/shared/fleet';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { brokerPassword } from '../../../keys/broker-password.ts';
import {
  admitted,
  brokerSecret,
  database,
  desk,
  enrol,
  invite,
  NOW,
  post,
  prisma,
  realm,
  setUpDesk,
  signingKey,
  workerKey,
} from './testing/desk-fixture.ts';
import { EnrollingDevice } from './testing/enrolling-device.ts';

setUpDesk();

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

  it('marks simulated nodes of a demo key as demo, and no device that came in by it', async () => {
    const key = await invite({ demo: true });
    const marked = async (platform: 'simulated' | 'linux') => {
      const { nodeId } = admitted(await enrol(key.device(), { platform }));
      return (await prisma.node.findUniqueOrThrow({ where: { id: nodeId } })).demo;
    };
    expect(await marked('simulated')).toBe(true);
    expect(await marked('linux')).toBe(false);
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
