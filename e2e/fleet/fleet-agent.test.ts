import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { base64UrlEncode } from '@ntmobile/shared';
import {
  type ConfigSections,
  nodeTopic,
  sectionsHash,
  sectionsText,
  type TelemetryRate,
} from '@ntmobile/shared/fleet';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRevision } from '../../web/src/fleet-config/create-revision.ts';
import { createAuthority } from '../../web/src/keys/certificates.ts';
import { notify } from '../../web/src/notifications/channels.ts';
import { BrokerConnection } from '../../web/src/servers/mqtt/broker-connection.ts';
import { DocumentSigner } from '../../web/src/servers/rollout/sign-document.ts';
import { TestNode } from './test-node.ts';
import { WholeRealm } from './whole-realm.ts';

let realm: WholeRealm;
const running: TestNode[] = [];

beforeAll(async () => {
  realm = await WholeRealm.start();
}, 60_000);
afterEach(async () => {
  await Promise.all(running.splice(0).map((node) => node.stop()));
});
afterAll(() => realm?.stop());

const soon = { timeout: 20_000, interval: 20 };
async function enrol(name: string, change?: Parameters<typeof TestNode.enrol>[2]): Promise<TestNode> {
  const node = await TestNode.enrol(realm, name, change);
  running.push(node);
  return node;
}
async function connected(node: TestNode): Promise<void> {
  await vi.waitFor(() => expect(node.agent.status().broker.state).toBe('connected'), soon);
}
async function registered(...nodes: TestNode[]): Promise<void> {
  for (const { node } of nodes)
    await vi.waitFor(() => expect(node.status().coordinator.state).toBe('registered'), soon);
}
/** Everything that the node has told is in the database, and its buffers are free. */
async function delivered(node: TestNode): Promise<void> {
  await vi.waitFor(() => {
    const { waitingSamples, waitingEvents } = node.agent.status().telemetry;
    expect([waitingSamples, waitingEvents]).toEqual([0, 0]);
  }, soon);
}
const boots = (node: TestNode) =>
  realm.prisma.telemetryBoot.findMany({
    where: { nodeId: node.id },
    orderBy: { series: 'asc' },
    include: { samples: { orderBy: { sequence: 'asc' } } },
  });
const configState = (node: TestNode) =>
  realm.prisma.nodeConfigState.findUniqueOrThrow({ where: { nodeId: node.id } });

/** Says something to a node as our servers do. */
async function tell(topic: string, payload: string, retain = false): Promise<void> {
  let connection: BrokerConnection | undefined;
  await new Promise<void>((resolve, reject) => {
    connection = new BrokerConnection({
      url: realm.brokerUrl,
      ...realm.serverCredential,
      onConnected: resolve,
      onLost: () => {},
      onMessage: () => {},
      onFailed: reject,
    });
    connection.start();
  });
  await connection?.publish({ topic, payload, qos: 1, retain });
  await connection?.stop();
}
async function sectionsOf(change: Partial<ConfigSections> = {}): Promise<ConfigSections> {
  const current = await realm.prisma.fleetConfig.findFirstOrThrow({ where: { status: 'current' } });
  return { ...(JSON.parse(current.sections) as ConfigSections), ...change };
}
async function push(node: TestNode, sections: ConfigSections): Promise<number> {
  const created = await realm.prisma.$transaction((transaction) =>
    createRevision(transaction, { node: node.id, sections, now: new Date() }),
  );
  if (created.kind !== 'created') throw new Error('nothing to push');
  return created.revision;
}
/** A coordinator's address where somebody listens and never answers. */
async function deadCoordinator() {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    entry: {
      endpoints: [`127.0.0.1:${socket.address().port}`],
      publicKey: base64UrlEncode(nodePrimitives.x25519PublicKey(new Uint8Array(32).fill(5))),
    },
    close: () => socket.close(),
  };
}
const faster = (intervalMs: number, durationMs: number) =>
  JSON.stringify({ v: 1, intervalMs, durationMs } satisfies TelemetryRate);

describe('telemetry', () => {
  it('arrives once each while connections are cut, and the acknowledgement frees the buffer', async () => {
    const node = await enrol('cut');
    await connected(node);
    await tell(nodeTopic(node.id, 'telemetry/rate'), faster(1_000, 60_000));
    await vi.waitFor(() => expect(node.agent.status().telemetry.intervalMs).toBe(1_000), soon);
    for (const samples of [2n, 4n, 6n]) {
      await vi.waitFor(async () => {
        const [boot] = await boots(node);
        expect(boot?.committed).toBeGreaterThanOrEqual(samples);
      }, soon);
      realm.broker.cut();
    }
    await tell(nodeTopic(node.id, 'telemetry/rate'), faster(1_000, 0));
    await vi.waitFor(async () => {
      const [boot] = await boots(node);
      expect(boot?.committed).toBeGreaterThanOrEqual(8n);
    }, soon);
    await delivered(node);
    const [boot, ...others] = await boots(node);
    expect(others).toEqual([]);
    expect(boot?.bootId).toBe(node.node.status().bootId);
    expect(boot?.samples.map(({ sequence }) => Number(sequence))).toEqual(
      boot?.samples.map((_, index) => index),
    );
    expect(Number(boot?.committed)).toBe((boot?.samples.length ?? 0) - 1);
    expect(node.agent.status().counts.brokerLost).toBeGreaterThanOrEqual(3);
    const events = await realm.prisma.nodeEvent.findMany({
      where: { nodeId: node.id },
      orderBy: { sequence: 'asc' },
    });
    expect(events.map(({ sequence }) => Number(sequence))).toEqual(events.map((_, index) => index));
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['started', 'coordinatorConnected']),
    );
  });

  it('waits on disk while the servers are away, also over a restart of the node', async () => {
    const node = await enrol('patient');
    await connected(node);
    await delivered(node);
    await realm.stopCoordinator();
    // A broker of its own stays, and takes from the node what nobody commits.
    const brokerState = realm.mosquitto === undefined ? 'waiting' : 'connected';
    await vi.waitFor(() => expect(node.agent.status().broker.state).toBe(brokerState), soon);
    node.networks = [];
    await vi.waitFor(() => expect(node.agent.status().telemetry.waitingSamples).toBeGreaterThan(0), soon);
    node.networks = [{ name: 'lo', addresses: ['127.0.0.1'] }];
    const firstBoot = node.node.status().bootId;
    await node.stop();
    node.restart();
    await realm.startCoordinator();
    await connected(node);
    await delivered(node);
    const [before, after, ...others] = await boots(node);
    expect(others).toEqual([]);
    expect([before?.bootId, after?.bootId]).toEqual([firstBoot, node.node.status().bootId]);
    for (const boot of [before, after]) {
      expect(boot?.samples.map(({ sequence }) => Number(sequence))).toEqual(
        boot?.samples.map((_, index) => index),
      );
      expect(boot?.samples.length).toBeGreaterThan(0);
    }
  });

  it('comes each second while somebody asks for it', async () => {
    const node = await enrol('watched');
    await connected(node);
    await delivered(node);
    await tell(nodeTopic(node.id, 'telemetry/rate'), faster(1_000, 4_000));
    await vi.waitFor(async () => {
      const [boot] = await boots(node);
      const times = boot?.samples.slice(-4).map(({ at }) => at.getTime()) ?? [];
      const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
      expect(gaps).toHaveLength(3);
      for (const gap of gaps) expect(Math.abs(gap - 1_000)).toBeLessThan(600);
    }, soon);
    await vi.waitFor(() => expect(node.agent.status().telemetry.intervalMs).toBe(60_000), soon);
  });

  it('counts what went through a tunnel at both ends, and lists the tunnel with its reason', async () => {
    const [a, b] = [await enrol('sender'), await enrol('receiver')];
    await registered(a, b);
    await Promise.all([connected(a), connected(b)]);
    a.send(b, 1_000);
    await vi.waitFor(() => expect(b.arrived).toBe(1), soon);
    for (let packet = 0; packet < 9; packet++) a.send(b, 1_000);
    await vi.waitFor(() => expect(b.arrived).toBe(10), soon);
    for (const node of [a, b]) await tell(nodeTopic(node.id, 'telemetry/rate'), faster(1_000, 0));
    await tell(nodeTopic(a.id, 'telemetry/rate'), faster(1_000, 3_000));
    await vi.waitFor(async () => {
      const [boot] = await boots(a);
      expect(Number(boot?.samples.at(-1)?.sentBytes)).toBe(10 * 1_028);
      const tunnel = await realm.prisma.tunnel.findFirst({ where: { nodeId: a.id, peerId: b.id } });
      expect(tunnel).toMatchObject({ state: 'established', route: 'sameLan' });
      expect(tunnel?.reason).not.toBe('');
      expect(Number(tunnel?.sentBytes)).toBe(10 * 1_028);
    }, soon);
  });
});

describe('presence', () => {
  const online = async (node: TestNode) =>
    (await realm.prisma.presence.findUnique({ where: { nodeId: node.id } }))?.online;

  it('follows the connection, comes back by itself, and ends with a goodbye', async () => {
    const node = await enrol('present');
    await vi.waitFor(async () => expect(await online(node)).toBe(true), soon);
    realm.broker.open = false;
    realm.broker.cut();
    await vi.waitFor(async () => expect(await online(node)).toBe(false), soon);
    realm.broker.open = true;
    await vi.waitFor(async () => expect(await online(node)).toBe(true), soon);
    await node.stop();
    await vi.waitFor(async () => expect(await online(node)).toBe(false), soon);
  });

  it('is not told to a broker that the realm’s authority did not vouch for, and the node says why', async () => {
    const { certificate: caCertificate } = await createAuthority('ntm.internal', new Date());
    const node = await enrol('careful', { caCertificate });
    await vi.waitFor(
      () =>
        expect(node.agent.status().broker).toMatchObject({
          state: 'waiting',
          why: expect.stringMatching(/certificate|self.signed/i),
        }),
      soon,
    );
    const misled = await enrol('misled', { serverName: 'broker.example.org' });
    await vi.waitFor(
      () => expect(misled.agent.status().broker).toMatchObject({ why: expect.stringMatching(/altnames/i) }),
      soon,
    );
    expect(await online(node)).toBeUndefined();
  });

  it('comes with the second try where the broker does not know the credential at first', async () => {
    const node = await enrol('early');
    await node.stop();
    const setEpoch = (brokerEpoch: number) =>
      realm.prisma.$transaction(async (transaction) => {
        await transaction.node.update({ where: { id: node.id }, data: { brokerEpoch } });
        await notify(transaction, 'node', node.id);
      });
    await setEpoch(2);
    node.restart();
    await vi.waitFor(() => expect(node.agent.status().broker.state).toBe('waiting'), soon);
    await setEpoch(1);
    await connected(node);
  });
});

describe('configuration', () => {
  it('is applied and reported, and is in force after a restart without any server', async () => {
    const node = await enrol('obedient');
    await vi.waitFor(async () => expect((await configState(node)).status).toBe('applied'), soon);
    const upstream = ['192.0.2.53'];
    const dns = { searchDomain: 'ntm.internal', upstream };
    const rs = [{ endpoints: ['192.0.2.2:3478'], region: 'eu', priority: 1 }];
    await push(node, await sectionsOf({ telemetry: { intervalSeconds: 30 }, dns, rs }));
    await vi.waitFor(async () => {
      const state = await configState(node);
      expect(state).toMatchObject({ status: 'applied', error: 'rs: not probed', reportedRevision: 2 });
      expect(state.desiredRevision).toBe(2);
      expect(state.reportedHash).toEqual(state.desiredHash);
    }, soon);
    expect(node.agent.status().telemetry.intervalMs).toBe(30_000);
    expect(node.upstream.at(-1)).toEqual(upstream);
    await node.stop();
    realm.broker.open = false;
    node.restart();
    expect(node.agent.status()).toMatchObject({ telemetry: { intervalMs: 30_000 }, config: { revision: 2 } });
    realm.broker.open = true;
  });

  it('that no node may take is rejected, and a forged one leaves no trace', async () => {
    const node = await enrol('strict');
    await vi.waitFor(async () => expect((await configState(node)).status).toBe('applied'), soon);
    const text = sectionsText(await sectionsOf({ addresses: { prefixes: ['0.0.0.0/0'] } }));
    const unsigned = {
      node: node.id,
      revision: 50,
      issuedAt: Date.now(),
      expiresAt: Date.now() + 60_000,
      hash: sectionsHash(text, nodePrimitives),
      sections: text,
    };
    const topic = nodeTopic(node.id, 'config/desired');
    await tell(topic, await new DocumentSigner(realm.keys.signing).sign(unsigned));
    await vi.waitFor(
      async () =>
        expect(await configState(node)).toMatchObject({ status: 'rejected', error: 'prefix_outside_realm' }),
      soon,
    );
    const forger = new DocumentSigner(realm.keys.realm);
    await tell(topic, await forger.sign({ ...unsigned, revision: 51 }));
    await vi.waitFor(() => expect(node.agent.status().counts.config_bad_signature).toBe(1), soon);
    expect(node.agent.status().config).toMatchObject({ revision: 1, verdict: { revision: 50 } });
  });

  it('with a dead coordinator is rolled back within 90 s, and the node stays reachable meanwhile', async () => {
    const [node, caller] = [await enrol('stable'), await enrol('caller')];
    await registered(node, caller);
    await vi.waitFor(async () => expect((await configState(node)).status).toBe('applied'), soon);
    const dead = await deadCoordinator();
    const pushedAt = Date.now();
    const revision = await push(node, await sectionsOf({ dc: [dead.entry] }));
    await vi.waitFor(
      () => expect(node.agent.status().config.verdict).toMatchObject({ revision, status: 'applying' }),
      soon,
    );
    expect(node.node.status().coordinator.state).toBe('registered');
    caller.send(node, 100);
    await vi.waitFor(() => expect(node.arrived).toBe(1), soon);
    await vi.waitFor(
      async () =>
        expect(await configState(node)).toMatchObject({
          reportedRevision: revision,
          status: 'rolled_back',
          error: 'probe_failed',
        }),
      { timeout: 60_000, interval: 100 },
    );
    expect(Date.now() - pushedAt).toBeLessThan(90_000);
    dead.close();
    await registered(node);
    caller.send(node, 100);
    await vi.waitFor(() => expect(node.arrived).toBe(2), soon);
  }, 90_000);

  it('that a crash cut short is judged on the next boot', async () => {
    const node = await enrol('crashed');
    await vi.waitFor(async () => expect((await configState(node)).status).toBe('applied'), soon);
    const dead = await deadCoordinator();
    const revision = await push(node, await sectionsOf({ dc: [dead.entry] }));
    await vi.waitFor(
      () => expect(node.agent.status().config.verdict).toMatchObject({ revision, status: 'applying' }),
      soon,
    );
    await node.stop();
    node.restart();
    await vi.waitFor(
      async () =>
        expect(await configState(node)).toMatchObject({ reportedRevision: revision, status: 'rolled_back' }),
      soon,
    );
    dead.close();
  });
});
