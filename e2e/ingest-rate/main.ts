/**
 * How many messages a second the whole chain takes, from the broker to the tiers, with each one exactly once in the
 * database: `npm run ingest-rate`. See README.md beside it.
 */
import { loadavg } from 'node:os';
import { rollUp } from '../../web/src/servers/ingest/tiers/roll-up.ts';
import { optionsOrExit } from '../command-line.ts';
import { processCpuMs } from '../scale/process-cpu.ts';
import { brokerRate, insertRate } from './controls.ts';
import { databaseCpuMs } from './database-cpu.ts';
import { drained, sendAsMuchAsIsTaken, sendEvenly, waitingOf } from './load.ts';
import { type RateOptions, readOptions, USAGE } from './options.ts';
import { type RateSystem, startRateSystem } from './rate-system.ts';
import { BYTES_OF_A_SAMPLE, SendingNode } from './sending-node.ts';

const DRAIN_WITHIN_MS = 120_000;
const CONTROL_SECONDS = 5;

const figures: Record<string, number | string> = {};
function tell(name: string, value: number | string): void {
  figures[name] = typeof value === 'number' ? Math.round(value * 10) / 10 : value;
  process.stderr.write(`${name.padEnd(34)} ${figures[name]}\n`);
}

/** One part of the run; tells what each process used of a core meanwhile, and the coordinator for a message. */
async function part(system: RateSystem, name: string, work: () => Promise<number>): Promise<void> {
  const pids = { ...system.pids, generator: process.pid };
  const look = async () => {
    const own = Object.entries(pids).map(([who, pid]) => [who, processCpuMs(pid) ?? 0] as const);
    return new Map<string, number>([...own, ['database', await databaseCpuMs(system.pool)]]);
  };
  const [before, begun] = [await look(), performance.now()];
  const messages = await work();
  const [after, elapsed] = [await look(), performance.now() - begun];
  for (const [who, cpuMs] of after) {
    const used = cpuMs - (before.get(who) ?? 0);
    tell(`${name}.${who}CpuPercent`, (100 * used) / elapsed);
    tell(`${name}.${who}CpuMsPerThousand`, (1_000 * used) / messages);
  }
}

async function measure(system: RateSystem, of: RateOptions): Promise<boolean> {
  const { pool, keys, mqttPort } = system;
  const nodes: SendingNode[] = [];
  for (const id of system.nodes)
    nodes.push(await SendingNode.connect({ id, port: mqttPort, brokerSecret: keys.brokerSecret }));
  tell('control.insertOf250RowsPerSecond', await insertRate(pool, { seconds: CONTROL_SECONDS, rows: 250 }));
  tell(
    'control.insertOf20000RowsPerSecond',
    await insertRate(pool, { seconds: CONTROL_SECONDS, rows: 20_000 }),
  );
  await part(system, 'control.broker', async () => {
    const { messages, perSecond } = await brokerRate(nodes, CONTROL_SECONDS);
    tell('control.brokerMessagesPerSecond', perSecond);
    return messages;
  });
  for (const [name, perSecond] of [
    ['sustained', of.sustained],
    ['burst', of.burst],
  ] as const)
    await part(system, name, async () => {
      const made = await sendEvenly(nodes, { perSecond, seconds: of.seconds });
      tell(`${name}.messagesPerSecond`, made / of.seconds);
      tell(`${name}.waitingAtTheEnd`, waitingOf(nodes));
      tell(`${name}.drainedAfterMs`, (await drained(nodes, DRAIN_WITHIN_MS)) ?? 'never');
      return made;
    });
  await part(system, 'limit', async () => {
    const before = committedBy(nodes);
    const made = await sendAsMuchAsIsTaken(nodes, of.seconds);
    tell('limit.committedPerSecond', (committedBy(nodes) - before) / of.seconds);
    await drained(nodes, DRAIN_WITHIN_MS);
    return made;
  });
  const exact = await audit(system, nodes);
  for (const node of nodes) await node.end();
  return exact;
}

function committedBy(nodes: readonly SendingNode[]): number {
  return nodes.reduce((sum, { made, waiting }) => sum + made - waiting, 0);
}

/** Whether each batch is one row and one share of the tiers. */
async function audit({ pool }: RateSystem, nodes: readonly SendingNode[]): Promise<boolean> {
  const made = nodes.reduce((sum, node) => sum + node.made, 0);
  const { rows } = await pool.query<{ rows: number; different: number }>(
    'SELECT count(*)::int AS rows, count(DISTINCT (series, sequence))::int AS different FROM telemetry_samples',
  );
  const { rows: stored = 0, different = 0 } = rows[0] ?? {};
  const begun = performance.now();
  const rolledUp = await rollUp(pool, new Date());
  tell('tiers.samplesPerSecond', rolledUp / ((performance.now() - begun) / 1_000));
  const tiers = await pool.query<{ samples: number; bytes: number }>(
    `SELECT sum(samples)::int AS samples, sum(sent_bytes)::float8 AS bytes FROM telemetry_1d WHERE node_id = 'fleet'`,
  );
  const { samples = 0, bytes = 0 } = tiers.rows[0] ?? {};
  tell(
    'sent',
    nodes.reduce((sum, { sent }) => sum + sent, 0),
  );
  tell('made', made);
  tell('missing', made - different);
  tell('doubled', stored - different);
  tell('tiers.missingSamples', made - samples);
  tell('tiers.missingBytes', made * BYTES_OF_A_SAMPLE - bytes);
  return made === different && stored === made && samples === made && bytes === made * BYTES_OF_A_SAMPLE;
}

const options = optionsOrExit(readOptions, USAGE);
tell('broker', options.mosquitto ? 'mosquitto' : 'embedded');
tell('load', loadavg()[0] ?? 0);
const system = await startRateSystem(options);
try {
  const exact = await measure(system, options);
  tell('loadAtTheEnd', loadavg()[0] ?? 0);
  process.stdout.write(`${JSON.stringify({ ...figures, exact })}\n`);
  if (!exact) process.exitCode = 1;
} finally {
  await system.stop();
}
