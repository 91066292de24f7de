import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import type { TelemetryBatch } from '@ntmobile/shared/fleet';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { batch, idOf, insertNode, NOW, payload, sample, tunnel } from '../fleet-fixture.ts';
import { RUNS_OF_AN_HOUR } from './boots.ts';
import { Ingest } from './ingest.ts';

let database: TemporaryDatabase;
let prisma: PrismaClient;
let pool: Pool;
let ingest: Ingest;
let acknowledged: string[];
let nextNode = 1;
let node: string;
const BOOT = idOf(200);

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  pool = new Pool({ connectionString: database.url, max: 4 }).on('error', () => {});
});

afterAll(async () => {
  await pool.end();
  await prisma.$disconnect();
  await database.stop();
});

beforeEach(async () => {
  node = idOf(nextNode++);
  await insertNode(prisma, node);
  acknowledged = [];
  ingest = new Ingest({
    pool,
    publish: (topic, text) =>
      acknowledged.push(`${topic.split('/').slice(4).join('/')} ${JSON.parse(text).sequence}`),
    onUnavailable: (error) => {
      throw error;
    },
  });
});

async function send(...batches: TelemetryBatch[]): Promise<void> {
  for (const each of batches) ingest.telemetryReceived(node, payload(each), NOW);
  await ingest.stop();
}

const sequences = async () => {
  const rows = await prisma.telemetrySample.findMany({
    where: { boot: { nodeId: node } },
    orderBy: { sequence: 'asc' },
    select: { sequence: true },
  });
  return rows.map((row) => Number(row.sequence));
};

describe('telemetry', () => {
  it('is committed once, however often it comes, and acknowledged each time', async () => {
    await send(batch(BOOT, 0), batch(BOOT, 0));
    await send(batch(BOOT, 0));
    await send(batch(BOOT, 0, { samples: [sample(), sample({ sentBytes: 11 })] }));
    expect(await sequences()).toEqual([0, 1]);
    expect(acknowledged).toEqual(['telemetry/ack 0', 'telemetry/ack 0', 'telemetry/ack 1']);
    expect(ingest.counts).toMatchObject({ committed: 4, invalid: 0 });
  });

  it('is acknowledged up to the first gap, and past it once the gap is filled', async () => {
    await send(batch(BOOT, 0));
    await send(batch(BOOT, 3), batch(BOOT, 2));
    await send(batch(BOOT, 1));
    expect(acknowledged).toEqual(['telemetry/ack 0', 'telemetry/ack 0', 'telemetry/ack 3']);
  });

  it('does not wait for what the node gave up', async () => {
    await send(batch(BOOT, 7));
    await send(batch(BOOT, 8, { oldest: 7 }));
    expect(acknowledged).toEqual(['telemetry/ack -1', 'telemetry/ack 8']);
  });

  it('keeps runs of a node apart', async () => {
    await send(batch(BOOT, 0), batch(idOf(201), 0));
    expect(await prisma.telemetryBoot.count({ where: { nodeId: node } })).toBe(2);
  });

  it('is written in the units of the database, never from the future', async () => {
    await send(
      batch(BOOT, 0, { samples: [sample({ at: NOW.getTime() + 1e9, loss: 0.25, batteryPercent: 41.6 })] }),
    );
    const row = await prisma.telemetrySample.findFirstOrThrow({ where: { boot: { nodeId: node } } });
    expect(row).toMatchObject({
      at: NOW,
      sentBytes: 10n,
      receivedPackets: 2n,
      rttMicros: 1_500,
      lossPpm: 250_000,
    });
    expect(row).toMatchObject({
      tunnels: 3,
      directTunnels: 1,
      relayedTunnels: 2,
      networkType: 'wifi',
      batteryPercent: 42,
    });
  });

  it('leaves what the newest sample says beside the presence, also when an older one comes late', async () => {
    await prisma.presence.create({ data: { nodeId: node, online: true, since: NOW, lastSeenAt: NOW } });
    const at = NOW.getTime() - 60_000;
    const newest = sample({ at, rttMs: 9, network: 'cellular' });
    await send(batch(BOOT, 1, { samples: [newest, sample({ at: at - 1_000, rttMs: 7 })] }));
    await send(batch(BOOT, 0, { samples: [sample({ at: at - 2_000, rttMs: 5 })] }));
    expect(await prisma.presence.findUnique({ where: { nodeId: node } })).toMatchObject({
      sampledAt: new Date(at),
      rttMicros: 9_000,
      networkType: 'cellular',
    });
  });

  it('keeps the newest tunnels and closes those that are no longer named', async () => {
    const [first, second] = [idOf(150 + nextNode), idOf(180 + nextNode)];
    await insertNode(prisma, first);
    await insertNode(prisma, second);
    const older = batch(BOOT, 0, {
      tunnels: [tunnel(first), tunnel(second), tunnel(idOf(255)), tunnel(node)],
    });
    const newer = batch(BOOT, 1, {
      samples: [sample({ at: NOW.getTime() })],
      tunnels: [tunnel(second, { route: 'directV4', why: 'global addresses' })],
    });
    await send(older);
    await send(newer);
    await send(older);
    const rows = await prisma.tunnel.findMany({
      where: { nodeId: node },
      select: { peerId: true, state: true, route: true },
    });
    expect(rows.sort((a, b) => a.state.localeCompare(b.state))).toEqual([
      { peerId: first, state: 'closed', route: null },
      { peerId: second, state: 'established', route: 'directV4' },
    ]);
  });

  it('of unknown and deleted nodes is counted and not acknowledged', async () => {
    ingest.telemetryReceived(idOf(250), payload(batch(BOOT, 0)), NOW);
    await prisma.node.update({ where: { id: node }, data: { deletedAt: NOW } });
    await send(batch(BOOT, 0));
    expect(ingest.counts).toMatchObject({ unknown_node: 2, committed: 0 });
    expect(acknowledged).toEqual([]);
  });

  it('of ever new runs is taken up to a number of runs in an hour, and what is beyond is counted', async () => {
    const runs = Array.from({ length: RUNS_OF_AN_HOUR + 30 }, (_, index) =>
      formatNodeId(Uint8Array.from({ length: 16 }, (_, at) => (at < 2 ? index >> (8 * at) : 7))),
    );
    await send(...runs.map((run) => batch(run, 0)));
    expect(await prisma.telemetryBoot.count({ where: { nodeId: node } })).toBe(RUNS_OF_AN_HOUR);
    expect(ingest.counts).toMatchObject({ committed: RUNS_OF_AN_HOUR, too_many_runs: 30, unknown_node: 0 });
    const known = await prisma.telemetryBoot.findFirstOrThrow({ where: { nodeId: node } });
    await send(batch(known.bootId, 1));
    expect(ingest.counts).toMatchObject({ committed: RUNS_OF_AN_HOUR + 1, too_many_runs: 30 });
    await prisma.telemetryBoot.updateMany({ data: { startedAt: new Date(Date.now() - 3_700_000) } });
    await send(batch(BOOT, 0));
    expect(ingest.counts).toMatchObject({ committed: RUNS_OF_AN_HOUR + 2, too_many_runs: 30 });
  });

  it('uses one number for a run, however many batches of it come', async () => {
    const number = async () =>
      (await pool.query(`SELECT last_value FROM telemetry_boots_series_seq`)).rows[0].last_value;
    await send(batch(BOOT, 0));
    const before = await number();
    for (let sequence = 1; sequence <= 3; sequence++) await send(batch(BOOT, sequence));
    expect(await number()).toBe(before);
  });

  it('that is malformed is counted by reason and changes nothing', async () => {
    for (const text of ['', '{', '[['.repeat(20), '{"__proto__":1}', `"${'x'.repeat(70_000)}"`]) {
      ingest.telemetryReceived(node, Buffer.from(text), NOW);
    }
    for (const value of [
      null,
      1,
      {},
      { ...batch(BOOT, 0), v: 2 },
      batch(BOOT, -1),
      batch(BOOT, 0, { samples: [] }),
    ]) {
      ingest.telemetryReceived(node, payload(value), NOW);
    }
    await ingest.stop();
    expect(ingest.counts).toMatchObject({ not_json: 5, invalid: 6, committed: 0 });
    expect(await sequences()).toEqual([]);
  });

  it('tells the pages that show the node and notes when it was heard', async () => {
    const listener = new Client({ connectionString: database.url });
    await listener.connect();
    const heard = new Promise((resolve) => listener.once('notification', ({ payload: id }) => resolve(id)));
    await listener.query('LISTEN ntm_telemetry');
    await prisma.presence.create({ data: { nodeId: node, online: true, since: NOW, lastSeenAt: NOW } });
    await send(batch(BOOT, 0));
    expect(await heard).toBe(node);
    const presence = await prisma.presence.findUniqueOrThrow({ where: { nodeId: node } });
    expect(presence.lastSeenAt.getTime()).not.toBe(NOW.getTime());
    await listener.end();
  });

  it('of many nodes goes through in a few transactions', async () => {
    const query = vi.spyOn(Client.prototype, 'query');
    for (let sequence = 0; sequence < 500; sequence++)
      ingest.telemetryReceived(node, payload(batch(BOOT, sequence)), NOW);
    await ingest.stop();
    const begun = query.mock.calls.filter(([text]) => (text as unknown) === 'BEGIN').length;
    query.mockRestore();
    expect(begun).toBeLessThanOrEqual(4);
    expect(await sequences()).toHaveLength(500);
    expect(acknowledged.at(-1)).toBe('telemetry/ack 499');
  });
});

describe('events', () => {
  const events = (sequence: number, text = 'Wi-Fi to cellular') => ({
    v: 1,
    bootId: BOOT,
    oldest: 0,
    sequence,
    events: [{ at: NOW.getTime(), kind: 'handover', text }],
  });

  it('are committed once and acknowledged apart from telemetry', async () => {
    for (const sequence of [0, 1, 1, 3]) ingest.eventsReceived(node, payload(events(sequence)), NOW);
    await ingest.stop();
    await send(batch(BOOT, 0));
    expect(acknowledged.at(-2)).toBe('event/ack 1');
    expect(acknowledged.at(-1)).toBe('telemetry/ack 0');
    const rows = await prisma.nodeEvent.findMany({ where: { nodeId: node }, orderBy: { sequence: 'asc' } });
    expect(rows.map((row) => [Number(row.sequence), row.kind, row.detail])).toEqual(
      [0, 1, 3].map((sequence) => [sequence, 'handover', { text: 'Wi-Fi to cellular' }]),
    );
  });

  it('cannot carry control characters', async () => {
    ingest.eventsReceived(node, payload(events(0, '\u0000')), NOW);
    ingest.eventsReceived(node, payload(events(0, '\u001b[2J')), NOW);
    await ingest.stop();
    expect(ingest.counts.invalid).toBe(2);
  });
});
