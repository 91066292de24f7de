import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { base64UrlEncode } from '@ntmobile/shared';
import {
  type ConfigDocument,
  type ConfigSections,
  nodeTopic,
  signingKeyId,
  verifyConfig,
} from '@ntmobile/shared/fleet';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRevision } from '../fleet-config/create-revision.ts';
import { publishFleetConfig } from '../fleet-config/publish-fleet-config.ts';
import { brokerPassword, SERVER_USER, serverPassword } from '../keys/broker-password.ts';
import { createMissingKeys } from '../keys/create-missing-keys.ts';
import { type Keys, loadKeys } from '../keys/load-keys.ts';
import { notify } from '../notifications/channels.ts';
import { type FleetServers, startFleetServers } from './fleet.ts';
import { batch, idOf, insertNode, payload, tunnel } from './fleet-fixture.ts';

const [A, B, C] = [idOf(1), idOf(2), idOf(3)];
const BOOT = idOf(100);
const SECTIONS: ConfigSections = {
  dc: [{ endpoints: ['192.0.2.1:3479'], publicKey: base64UrlEncode(new Uint8Array(32).fill(9)) }],
  rs: [],
  addresses: { prefixes: ['198.18.0.0/15'] },
  dns: { searchDomain: 'ntm.internal', upstream: [] },
  telemetry: { intervalSeconds: 60 },
};
const every = (intervalSeconds: number): ConfigSections => ({ ...SECTIONS, telemetry: { intervalSeconds } });

let database: TemporaryDatabase;
let prisma: PrismaClient;
let keys: Keys;
let servers: FleetServers;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ntm-fleet-'));
  await createMissingKeys(directory, 'ntm.internal', new Date());
  keys = await loadKeys(directory);
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 4 });
  await prisma.realmSettings.create({
    data: {
      name: 'test',
      domain: 'ntm.internal',
      ipv4Pool: '198.18.0.0/15',
      ipv6Pool: 'fd00:1:2:3::/64',
      enrolmentKey: new Uint8Array(keys.realm.publicKey),
      signingKey: new Uint8Array(keys.signing.publicKey),
    },
  });
  for (const id of [A, B]) await insertNode(prisma, id);
  await startServers();
});

afterAll(async () => {
  await servers.stop();
  await prisma.$disconnect();
  await database.stop();
  await rm(directory, { recursive: true, force: true });
});

async function startServers(): Promise<void> {
  servers = await startFleetServers({
    databaseUrl: database.url,
    prisma,
    keys,
    mqttPort: 0,
    mqttsPort: 0,
    initialSections: SECTIONS,
    log: { info: () => {}, warn: () => {} },
  });
}

/** A node's side of the broker. */
class NodeClient {
  readonly documents: ConfigDocument[] = [];
  readonly messages: string[] = [];
  readonly #client: MqttClient;
  readonly id: string;

  private constructor(id: string, client: MqttClient) {
    this.id = id;
    this.#client = client;
    client.on('error', () => {});
    client.on('message', (topic, body) => this.#received(topic, body));
  }

  static async connect(id: string, since = Date.now()): Promise<NodeClient> {
    const client = await connectAsync(
      `mqtt://127.0.0.1:${servers.ports?.plainPort}`,
      {
        protocolVersion: 5,
        reconnectPeriod: 0,
        clientId: id,
        username: id,
        password: brokerPassword(keys.brokerSecret, id, 1),
        will: { topic: nodeTopic(id, 'presence'), payload: presence(false, since), qos: 1, retain: true },
      },
      false,
    );
    const node = new NodeClient(id, client);
    await client.subscribeAsync(
      [
        nodeTopic(id, 'config/desired'),
        nodeTopic(id, 'telemetry/ack'),
        nodeTopic(id, 'telemetry/rate'),
        nodeTopic(id, 'event/ack'),
      ],
      { qos: 1 },
    );
    await client.publishAsync(nodeTopic(id, 'presence'), presence(true, since), { qos: 1, retain: true });
    return node;
  }

  get connected(): boolean {
    return this.#client.connected;
  }

  /** Revisions in the order they came; a retained one may come once more when it is published again. */
  revisions(): number[] {
    const all = this.documents.map(({ revision }) => revision);
    return all.filter((revision, index) => revision !== all[index - 1]);
  }

  async send(leaf: 'telemetry' | 'event' | 'config/reported', value: unknown): Promise<void> {
    await this.#client.publishAsync(nodeTopic(this.id, leaf), Buffer.from(payload(value)), { qos: 1 });
  }

  async report(document: ConfigDocument, status: string, error?: string): Promise<void> {
    const { node, revision, hash } = document;
    await this.send('config/reported', {
      v: 1,
      node,
      revision,
      hash,
      status,
      bootId: BOOT,
      ...(error && { error }),
    });
  }

  lose(): void {
    this.#client.stream.destroy();
  }

  async end(): Promise<void> {
    await this.#client.endAsync();
  }

  #received(topic: string, body: Buffer): void {
    if (topic !== nodeTopic(this.id, 'config/desired')) {
      this.messages.push(`${topic.split('/').slice(4).join('/')} ${body}`);
      return;
    }
    if (body.length === 0) return;
    const { publicKey } = keys.signing;
    const pinned = [{ keyId: signingKeyId(publicKey, noblePrimitives), publicKey }];
    const verified = verifyConfig(body, pinned, noblePrimitives);
    if (!verified.ok) throw new Error(verified.code);
    this.documents.push(verified.document);
  }
}

/** Resolves to a promise of the empty message that takes the node's retained presence, the last of its leaves, away. */
async function presenceCleared(id: string): Promise<{ done: Promise<void> }> {
  const observer = await connectAsync(`mqtt://127.0.0.1:${servers.ports?.plainPort}`, {
    protocolVersion: 5,
    clientId: 'server-observer',
    username: SERVER_USER,
    password: serverPassword(keys.brokerSecret),
  });
  const done = new Promise<void>((resolve) => {
    observer.on('message', (topic, body) => {
      if (topic === nodeTopic(id, 'presence') && body.length === 0) resolve(observer.endAsync());
    });
  });
  await observer.subscribeAsync('ntm/v1/node/+/presence', { qos: 1 });
  return { done };
}

function presence(online: boolean, since: number): Buffer {
  return Buffer.from(JSON.stringify({ v: 1, online, since, bootId: BOOT, agent: 'ntm-node/0.1.0' }));
}

const stateOf = (nodeId: string) => prisma.nodeConfigState.findUniqueOrThrow({ where: { nodeId } });
const soon = { timeout: 8_000, interval: 10 };

describe('configuration', () => {
  it('of the first start reaches each node, signed for it alone', async () => {
    const [alice, bob] = [await NodeClient.connect(A), await NodeClient.connect(B)];
    await vi.waitFor(() => expect([alice.revisions(), bob.revisions()]).toEqual([[1], [1]]), soon);
    expect([alice.documents[0]?.node, bob.documents[0]?.node]).toEqual([A, B]);
    await vi.waitFor(async () => expect((await stateOf(A)).publishedAt).not.toBeNull(), soon);
    await alice.end();
    await bob.end();
  });

  it('reaches a node that is enrolled later', async () => {
    await insertNode(prisma, C);
    const carol = await NodeClient.connect(C);
    await notify(prisma, 'node', C);
    await vi.waitFor(() => expect(carol.revisions()).toEqual([1]), soon);
    await carol.end();
  });

  it('of one node has the next revision, and equal sections make none', async () => {
    const alice = await NodeClient.connect(A);
    const create = (sections: ConfigSections) =>
      prisma.$transaction((transaction) =>
        createRevision(transaction, { node: A, sections, now: new Date() }),
      );
    expect(await create(every(30))).toEqual({ kind: 'created', revision: 2 });
    expect(await create(every(30))).toEqual({ kind: 'unchanged' });
    await vi.waitFor(() => expect(alice.revisions().at(-1)).toBe(2), soon);
    await expect(create({ ...SECTIONS, addresses: { prefixes: ['0.0.0.0/0'] } })).rejects.toThrow(
      'prefix_outside_realm',
    );
    await alice.end();
  });

  it('written at once by many gets numbers without gap or double', async () => {
    const writes = [31, 32, 33, 34].map((seconds) =>
      prisma.$transaction((transaction) =>
        createRevision(transaction, { node: B, sections: every(seconds), now: new Date() }),
      ),
    );
    const created = (await Promise.all(writes)).map((made) => (made.kind === 'created' ? made.revision : 0));
    expect(created.sort()).toEqual([2, 3, 4, 5]);
    const bob = await NodeClient.connect(B);
    await vi.waitFor(() => expect(bob.revisions().at(-1)).toBe(5), soon);
    expect(bob.revisions()).toEqual([...bob.revisions()].sort());
    await bob.end();
  });

  it('is followed by what the node says of it, once each', async () => {
    const alice = await NodeClient.connect(A);
    const { version, nodes } = await prisma.$transaction((transaction) =>
      publishFleetConfig(transaction, { sections: every(90), note: 'slower', now: new Date() }),
    );
    expect({ version, nodes }).toEqual({ version: 2, nodes: 3 });
    await vi.waitFor(() => expect(alice.revisions().at(-1)).toBe(3), soon);
    const document = alice.documents.at(-1) as ConfigDocument;
    for (const status of ['applying', 'applied', 'applied']) await alice.report(document, status);
    await vi.waitFor(async () => expect((await stateOf(A)).status).toBe('applied'), soon);
    const state = await stateOf(A);
    expect(state.reportedHash).toEqual(state.desiredHash);
    await alice.report({ ...document, hash: '0'.repeat(64) }, 'rejected', 'revision_reused');
    await alice.report({ ...document, node: B }, 'applied');
    await vi.waitFor(() => expect(servers.counts().invalid_report).toBe(1), soon);
    await vi.waitFor(async () => expect((await stateOf(A)).error).toBe('revision_reused'), soon);
    const history = await prisma.configReport.findMany({ where: { nodeId: A }, orderBy: { id: 'asc' } });
    expect(history.map(({ status }) => status)).toEqual(['applying', 'applied', 'rejected']);
    expect((await stateOf(B)).reportedRevision).toBeNull();
    await alice.end();
  });

  it('waits for an offline node and survives a restart of the servers at every point', async () => {
    const create = (seconds: number) =>
      prisma.$transaction((transaction) =>
        createRevision(transaction, { node: A, sections: every(seconds), now: new Date() }),
      );
    await servers.stop();
    await create(41);
    await create(42);
    await startServers();
    const alice = await NodeClient.connect(A);
    await vi.waitFor(() => expect(alice.revisions()).toEqual([5]), soon);
    await alice.end();

    // As after a crash between publishing and marking.
    await vi.waitFor(
      async () => expect(await prisma.outboxMessage.count({ where: { publishedAt: null } })).toBe(0),
      soon,
    );
    await servers.stop();
    const newest = await prisma.outboxMessage.findFirstOrThrow({ orderBy: { id: 'desc' } });
    await prisma.outboxMessage.update({ where: { id: newest.id }, data: { publishedAt: null } });
    await startServers();
    const again = await NodeClient.connect(A);
    await vi.waitFor(
      async () => expect(await prisma.outboxMessage.count({ where: { publishedAt: null } })).toBe(0),
      soon,
    );
    await vi.waitFor(() => expect(again.revisions()).toEqual([5]), soon);
    await again.end();
  });

  it('is signed anew before it expires, with the same revision', async () => {
    const before = await prisma.configRevision.findFirstOrThrow({
      where: { nodeId: B },
      orderBy: { revision: 'desc' },
    });
    await prisma.configRevision.updateMany({
      where: { nodeId: B },
      data: { expiresAt: new Date(Date.now() + 86_400_000) },
    });
    await notify(prisma, 'config', B);
    const bob = await NodeClient.connect(B);
    await vi.waitFor(
      () => expect(bob.documents.at(-1)?.expiresAt).toBeGreaterThan(Date.now() + 20 * 86_400_000),
      soon,
    );
    await vi.waitFor(async () => {
      const after = await prisma.configRevision.findFirstOrThrow({
        where: { nodeId: B },
        orderBy: { revision: 'desc' },
      });
      expect(after.revision).toBe(before.revision);
      expect(after.envelope).not.toBe(before.envelope);
    }, soon);
    await bob.end();
  });
});

describe('a clock that was a year ahead', () => {
  it('leaves no document that nodes would refuse', async () => {
    const ahead = new Date(Date.now() + 365 * 86_400_000);
    await prisma.configRevision.updateMany({
      where: { nodeId: B },
      data: { issuedAt: ahead, expiresAt: new Date(ahead.getTime() + 30 * 86_400_000) },
    });
    await notify(prisma, 'config', B);
    await vi.waitFor(async () => {
      const newest = await prisma.configRevision.findFirstOrThrow({
        where: { nodeId: B },
        orderBy: { revision: 'desc' },
      });
      expect(newest.issuedAt?.getTime()).toBeLessThanOrEqual(Date.now());
    }, soon);
  });
});

describe('what nodes report', () => {
  it('is committed and acknowledged over the broker', async () => {
    const alice = await NodeClient.connect(A);
    await alice.send('telemetry', batch(BOOT, 0, { tunnels: [tunnel(B)] }));
    await alice.send('event', {
      v: 1,
      bootId: BOOT,
      oldest: 0,
      sequence: 0,
      events: [{ at: Date.now(), kind: 'started', text: 'up' }],
    });
    await vi.waitFor(
      () =>
        expect([...alice.messages].sort()).toEqual([
          `event/ack {"v":1,"bootId":"${BOOT}","sequence":0}`,
          `telemetry/ack {"v":1,"bootId":"${BOOT}","sequence":0}`,
        ]),
      soon,
    );
    expect(await prisma.tunnel.count({ where: { nodeId: A, peerId: B } })).toBe(1);
    await alice.end();
  });

  it('comes faster while somebody watches', async () => {
    const alice = await NodeClient.connect(A);
    for (let viewer = 0; viewer < 3; viewer++) await notify(prisma, 'watch', A);
    await notify(prisma, 'watch', 'no node');
    await vi.waitFor(
      () => expect(alice.messages).toEqual(['telemetry/rate {"v":1,"intervalMs":2000,"durationMs":60000}']),
      soon,
    );
    await alice.end();
  });
});

describe('presence', () => {
  const online = async (nodeId: string) => (await prisma.presence.findUnique({ where: { nodeId } }))?.online;

  it('follows the connection, and a late will of an old one does not count', async () => {
    const first = await NodeClient.connect(B, 1_000);
    await vi.waitFor(async () => expect(await online(B)).toBe(true), soon);
    first.lose();
    await vi.waitFor(async () => expect(await online(B)).toBe(false), soon);
    const old = await NodeClient.connect(B, 2_000);
    const present = await NodeClient.connect(B, 3_000);
    await vi.waitFor(() => expect(old.connected).toBe(false), soon);
    await present.send('telemetry', batch(idOf(120), 0));
    await vi.waitFor(() => expect(present.messages).toHaveLength(1), soon);
    expect(await online(B)).toBe(true);
    present.lose();
    await vi.waitFor(async () => expect(await online(B)).toBe(false), soon);
  });

  it('ends when the servers end', async () => {
    const bob = await NodeClient.connect(B);
    await vi.waitFor(async () => expect(await online(B)).toBe(true), soon);
    await servers.stop();
    await startServers();
    expect(await online(B)).toBe(false);
    await bob.end();
  });
});

describe('a deleted node', () => {
  it('is put out, leaves nothing retained and does not come back', async () => {
    const carol = await NodeClient.connect(C);
    const cleared = await presenceCleared(C);
    await prisma.$transaction(async (transaction) => {
      await transaction.node.update({
        where: { id: C },
        data: { deletedAt: new Date(), name: null, brokerEpoch: 2 },
      });
      await notify(transaction, 'node', C);
    });
    await vi.waitFor(() => expect(carol.connected).toBe(false), soon);
    await expect(NodeClient.connect(C)).rejects.toThrow();
    await cleared.done;
    await prisma.node.update({ where: { id: C }, data: { deletedAt: null, brokerEpoch: 1 } });
    const back = await NodeClient.connect(C);
    await back.send('telemetry', batch(idOf(130), 0));
    await vi.waitFor(() => expect(back.messages).toHaveLength(1), soon);
    expect(back.documents).toEqual([]);
    await back.end();
  });
});
