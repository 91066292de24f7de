import { createPrismaClient } from '@ntmobile/prisma';
import { dumpDatabase, startTemporaryDatabase } from '@ntmobile/prisma/testing';
import { type Leaf, nodeTopic, parseTopic } from '@ntmobile/shared/fleet';
import { Pool } from 'pg';
import { batch, idOf, insertNode, NOW, payload, tunnel } from '../../../web/src/servers/fleet-fixture.ts';
import { Ingest } from '../../../web/src/servers/ingest/ingest.ts';
import { PresenceTracker } from '../../../web/src/servers/presence/presence.ts';
import { ReportReceiver } from '../../../web/src/servers/rollout/report-receiver.ts';
import type { HostileTarget } from '../hostile-target.ts';
import { joinMessage, splitMessage } from './mqtt-message.ts';

const [KNOWN, UNKNOWN, BOOT] = [idOf(1), idOf(2), idOf(200)];
/** Batches that wait for the database; what comes beyond 4,000 would be dropped without a look. */
const MOST_WAITING = 1_000;

/** What nodes say upward, of a node that is no more: whatever passes the schemas finds nobody to be written to. */
function messagesOf(node: string): readonly Uint8Array[] {
  const presence = { v: 1, online: true, since: NOW.getTime(), bootId: BOOT, agent: 'ntm-node/0.1.0' };
  const report = {
    ...{ v: 1, node, revision: 3, hash: '0'.repeat(64), status: 'applied', bootId: BOOT },
    appliedAt: NOW.getTime(),
  };
  const full = batch(BOOT, 0, { tunnels: [tunnel(idOf(3)), tunnel(idOf(4))] });
  const events = { v: 1, bootId: BOOT, oldest: 0, sequence: 3 };
  const event = { at: NOW.getTime(), kind: 'handover', text: 'moved from wifi to cellular' };
  const of: readonly (readonly [Leaf, unknown])[] = [
    ['telemetry', full],
    ['telemetry', batch(BOOT, 7)],
    ['event', { ...events, events: [event, event] }],
    ['presence', presence],
    ['config/reported', report],
  ];
  return of.map(([leaf, value]) => joinMessage(nodeTopic(node, leaf), payload(value)));
}

/** What nodes publish, from the broker's connection to the rows of the database. */
export const nodeReports: HostileTarget = {
  name: "servers: nodes' telemetry, events, presence and reports",
  inputs: 1_000_000,
  longest: 66_000,
  async start() {
    const database = await startTemporaryDatabase();
    const prisma = createPrismaClient(database.url, { connections: 2 });
    const pool = new Pool({ connectionString: database.url, max: 4 }).on('error', () => {});
    await insertNode(prisma, KNOWN);
    const acknowledged: string[] = [];
    const onUnavailable = (error: Error) => {
      throw error;
    };
    const ingest = new Ingest({ pool, publish: (topic) => acknowledged.push(topic), onUnavailable });
    const presence = new PresenceTracker({ pool, onUnavailable });
    const reports = new ReportReceiver({ pool, onUnavailable });
    let elsewhere = 0;
    const receive = (message: Uint8Array) => {
      const { topic, payload: body } = splitMessage(message);
      const parsed = parseTopic(topic);
      if (parsed?.leaf === 'telemetry') ingest.telemetryReceived(parsed.node, body, NOW);
      else if (parsed?.leaf === 'event') ingest.eventsReceived(parsed.node, body, NOW);
      else elsewhere += 1;
      if (parsed?.leaf === 'presence') presence.received(parsed.node, body, false, NOW);
      if (parsed?.leaf === 'config/reported') reports.received(parsed.node, body);
    };
    const written = async () => {
      while (ingest.waiting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    return {
      seeds: messagesOf(UNKNOWN),
      take(message) {
        receive(message);
        return ingest.waiting > MOST_WAITING ? written() : undefined;
      },
      settle: written,
      processed: () => Object.values(ingest.counts).reduce((sum, count) => sum + count, elsewhere),
      async held() {
        return { rows: await dumpDatabase(database.url), acknowledged: [...acknowledged] };
      },
      async serves() {
        for (const message of messagesOf(KNOWN)) receive(message);
        await Promise.all([ingest.stop(), presence.stop(), reports.stop()]);
        const rows = await prisma.telemetrySample.count({ where: { boot: { nodeId: KNOWN } } });
        const state = await prisma.nodeConfigState.findUnique({ where: { nodeId: KNOWN } });
        if (rows !== 2 || acknowledged.length < 2 || state?.reportedRevision !== 3)
          throw new Error('what a known node says is not written any more');
      },
      async stop() {
        await prisma.$disconnect();
        await pool.end();
        await database.stop();
      },
    };
  },
};
