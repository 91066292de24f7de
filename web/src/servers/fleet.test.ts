import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { base64UrlEncode } from '@ntmobile/shared';
import type { ConfigDocument, ConfigSections } from '@ntmobile/shared/fleet';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRevision } from '../fleet-config/create-revision.ts';
import { publishFleetConfig } from '../fleet-config/publish-fleet-config.ts';
import { SERVER_USER, serverPassword } from '../keys/broker-password.ts';
import { createMissingKeys } from '../keys/create-missing-keys.ts';
import { type Keys, loadKeys } from '../keys/load-keys.ts';
import { notify } from '../notifications/channels.ts';
import { type FleetServers, startFleetServers } from './fleet.ts';
import { batch, idOf, insertNode, tunnel } from './fleet-fixture.ts';
import { MosquittoProcess, mosquittoMissing, SERVER } from './mqtt/testing/mosquitto-process.ts';
import { BOOT, NodeClient, type NodeSurroundings, presenceCleared } from './testing/node-client.ts';

const [A, B, C] = [idOf(1), idOf(2), idOf(3)];
const SECTIONS: ConfigSections = {
  dc: [{ endpoints: ['192.0.2.1:3479'], publicKey: base64UrlEncode(new Uint8Array(32).fill(9)) }],
  rs: [],
  addresses: { prefixes: ['198.18.0.0/15'] },
  dns: { searchDomain: 'ntm.internal', upstream: [] },
  telemetry: { intervalSeconds: 60 },
};
const every = (intervalSeconds: number): ConfigSections => ({ ...SECTIONS, telemetry: { intervalSeconds } });

const soon = { timeout: 8_000, interval: 10 };
const BROKERS = [
  { name: 'the embedded broker', missing: undefined },
  { name: 'mosquitto', missing: mosquittoMissing },
];

describe.each(BROKERS)('with $name', ({ name, missing }) => {
  if (missing) it.skip(`nothing is tested: ${missing}`);
  describe.skipIf(missing)('the fleet', () => {
    let database: TemporaryDatabase;
    let prisma: PrismaClient;
    let keys: Keys;
    let servers: FleetServers;
    let mosquitto: MosquittoProcess | undefined;
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
      if (name === 'mosquitto') mosquitto = await MosquittoProcess.start(keys);
      await startServers();
    });

    afterAll(async () => {
      await servers.stop();
      await mosquitto?.stop();
      mosquitto = undefined;
      await prisma.$disconnect();
      await database.stop();
      await rm(directory, { recursive: true, force: true });
    });

    /** Resolves when nodes can connect. */
    async function startServers(): Promise<void> {
      let ready = () => {};
      const credentialsThere = new Promise<void>((resolve) => {
        ready = resolve;
      });
      servers = await startFleetServers({
        databaseUrl: database.url,
        prisma,
        keys,
        realmDomain: 'ntm.internal',
        ...(mosquitto && { mqttUrl: mosquitto.secureUrl }),
        mqttPort: 0,
        mqttsPort: 0,
        initialSections: SECTIONS,
        log: { info: (_, message) => message.startsWith('credentials') && ready(), warn: () => {} },
      });
      if (mosquitto !== undefined) await credentialsThere;
    }

    function surroundings(): NodeSurroundings {
      const embedded = { username: SERVER_USER, password: serverPassword(keys.brokerSecret) };
      const port = mosquitto?.plainPort ?? servers.ports?.plainPort ?? 0;
      return { port, keys, server: mosquitto === undefined ? embedded : SERVER };
    }

    const connect = (id: string, since?: number) => NodeClient.connect(surroundings(), id, since);
    /** As a node does that is refused: again. */
    const connectSoon = (id: string) => vi.waitFor(() => connect(id), soon);

    const stateOf = (nodeId: string) => prisma.nodeConfigState.findUniqueOrThrow({ where: { nodeId } });

    describe('configuration', () => {
      it('of the first start reaches each node, signed for it alone', async () => {
        const [alice, bob] = [await connect(A), await connect(B)];
        await vi.waitFor(() => expect([alice.revisions(), bob.revisions()]).toEqual([[1], [1]]), soon);
        expect([alice.documents[0]?.node, bob.documents[0]?.node]).toEqual([A, B]);
        await vi.waitFor(async () => expect((await stateOf(A)).publishedAt).not.toBeNull(), soon);
        await alice.end();
        await bob.end();
      });

      it('reaches a node that is enrolled later', async () => {
        await insertNode(prisma, C);
        await notify(prisma, 'node', C);
        const carol = await connectSoon(C);
        await vi.waitFor(() => expect(carol.revisions()).toEqual([1]), soon);
        await carol.end();
      });

      it('of one node has the next revision, and equal sections make none', async () => {
        const alice = await connect(A);
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
        const created = (await Promise.all(writes)).map((made) =>
          made.kind === 'created' ? made.revision : 0,
        );
        expect(created.sort()).toEqual([2, 3, 4, 5]);
        const bob = await connect(B);
        await vi.waitFor(() => expect(bob.revisions().at(-1)).toBe(5), soon);
        expect(bob.revisions()).toEqual([...bob.revisions()].sort());
        await bob.end();
      });

      it('is followed by what the node says of it, once each', async () => {
        const alice = await connect(A);
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
        // A broker that outlived us still has an older one, and gives it to a node that comes before we do.
        const early = mosquitto === undefined ? undefined : await connect(A);
        if (early !== undefined) await vi.waitFor(() => expect(early.revisions()).toEqual([3]), soon);
        await startServers();
        const alice = early ?? (await connect(A));
        await vi.waitFor(() => expect(alice.revisions().at(-1)).toBe(5), soon);
        expect(alice.revisions()).toEqual(mosquitto === undefined ? [5] : [3, 5]);
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
        const again = await connect(A);
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
        const bob = await connect(B);
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
        const alice = await connect(A);
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
        const alice = await connect(A);
        for (let viewer = 0; viewer < 3; viewer++) await notify(prisma, 'watch', A);
        await notify(prisma, 'watch', 'no node');
        await vi.waitFor(
          () =>
            expect(alice.messages).toEqual(['telemetry/rate {"v":1,"intervalMs":2000,"durationMs":60000}']),
          soon,
        );
        await alice.end();
      });
    });

    describe('presence', () => {
      const online = async (nodeId: string) =>
        (await prisma.presence.findUnique({ where: { nodeId } }))?.online;

      it('follows the connection, and a late will of an old one does not count', async () => {
        const first = await connect(B, 1_000);
        await vi.waitFor(async () => expect(await online(B)).toBe(true), soon);
        first.lose();
        await vi.waitFor(async () => expect(await online(B)).toBe(false), soon);
        const old = await connect(B, 2_000);
        const present = await connect(B, 3_000);
        await vi.waitFor(() => expect(old.connected).toBe(false), soon);
        await present.send('telemetry', batch(idOf(120), 0));
        await vi.waitFor(() => expect(present.messages).toHaveLength(1), soon);
        await vi.waitFor(async () => expect(await online(B)).toBe(true), soon);
        present.lose();
        await vi.waitFor(async () => expect(await online(B)).toBe(false), soon);
      });

      it('ends when the broker ends', async () => {
        const bob = await connect(B);
        await vi.waitFor(async () => expect(await online(B)).toBe(true), soon);
        await servers.stop();
        await startServers();
        // The connection to a broker of its own outlives us.
        expect(await online(B)).toBe(mosquitto !== undefined);
        await bob.end();
      });
    });

    describe('a deleted node', () => {
      it('is put out, leaves nothing retained and does not come back', async () => {
        const carol = await connect(C);
        const cleared = await presenceCleared(surroundings(), C);
        await prisma.$transaction(async (transaction) => {
          await transaction.node.update({
            where: { id: C },
            data: { deletedAt: new Date(), name: null, brokerEpoch: 2 },
          });
          await notify(transaction, 'node', C);
        });
        await vi.waitFor(() => expect(carol.connected).toBe(false), soon);
        await expect(connect(C)).rejects.toThrow();
        await cleared.done;
        await prisma.node.update({ where: { id: C }, data: { deletedAt: null, brokerEpoch: 1 } });
        await notify(prisma, 'node', C);
        const back = await connectSoon(C);
        await back.send('telemetry', batch(idOf(130), 0));
        await vi.waitFor(() => expect(back.messages).toHaveLength(1), soon);
        expect(back.documents).toEqual([]);
        await back.end();
      });
    });
  });
});
