import { isDeepStrictEqual } from 'node:util';
import { captureSeeds } from '../hostile/captured-seeds.ts';
import { kernelFigures, residentMib, since } from '../hostile/kernel-figures.ts';
import { HostileSender, type SentFigures } from '../hostile/sender.ts';
import type { Lab } from '../lab.ts';
import { ping } from '../ping.ts';
import { LabRealm } from '../realm/lab-realm.ts';
import type { SystemDump } from '../realm/lines.ts';
import type { Scenario } from '../scenario.ts';
import { until } from '../shell.ts';

const PORT = 3479;
/** Slow enough to be processed rather than lost in the socket's buffer. */
const RATE = 8_000;
const COUNT = 1_000_000;
const ROUND = 100_000;
/** Far above what any machine needs: the sender is gone by then. */
const NEWCOMER_WITHIN_MS = 10_000;
/** Figures that only what is authentic may move. */
const KEPT = ['nodes', 'leases', 'sessions', 'directions', 'registrations', 'directionsOpened'];

/** The coordinator's own process under datagrams mutated from its own capture; `hostile-coordinator [COUNT]`. */
export const hostileCoordinator: Scenario = {
  name: 'hostile-coordinator',
  summary:
    'a million datagrams made from captured signalling at the coordinator: nothing changes, and it goes on',
  programs: ['ip', 'ethtool', 'ping', 'tshark', 'g++'],
  async run(lab, [words]) {
    const count = words === undefined ? COUNT : Number(words);
    const sender = new HostileSender(lab);
    const system = await LabRealm.start(lab, ['a', 'b', 'c', 'attacker']);
    const seeds = await captureSeeds(
      lab,
      { namespace: system.serverNamespace, port: PORT, name: 'signalling' },
      () => joinAndTalk(lab, system),
    );
    await settled();
    const [before, kernelBefore] = [await system.dump(), await kernelFigures(lab, system.serverNamespace)];
    const [logBefore, memoryBefore] = [system.coordinatorLog().length, residentMib(system.coordinator)];
    const sent = await sendUntilTaken(lab, system, { sender, seeds: seeds.path, count });
    await settled();
    const [after, kernelAfter] = [await system.dump(), await kernelFigures(lab, system.serverNamespace)];
    const kernel = since(kernelBefore, kernelAfter);
    const processed = figure(after, 'packetsReceived') - figure(before, 'packetsReceived');
    const logLines = system.coordinatorLog().length - logBefore;
    const changed = changedRows(before.rows, after.rows);
    const moved = KEPT.filter((name) => figure(before, name) !== figure(after, name));
    const memoryGrowthMib = residentMib(system.coordinator) - memoryBefore;
    const newcomerMs = await newcomer(lab, system);
    const pass =
      changed === '' &&
      moved.length === 0 &&
      processed >= count &&
      logLines <= sent.seconds &&
      memoryGrowthMib <= 64 &&
      newcomerMs <= NEWCOMER_WITHIN_MS;
    return {
      pass,
      figures: {
        seeds: seeds.count,
        sent: sent.sent,
        sentPerSecond: Math.round(sent.sent / sent.seconds),
        kernelReceived: kernel.inDatagrams,
        kernelDropped: kernel.receiveBufferErrors,
        processed,
        ...drops(before, after),
        rowsChanged: changed,
        figuresMoved: moved.join(' '),
        logLines,
        memoryGrowthMib,
        newcomerMs,
      },
    };
  },
};

/** Sends rounds until the coordinator's kernel has handed it so many; what a busy machine loses is sent again. */
async function sendUntilTaken(
  lab: Lab,
  system: LabRealm,
  of: { readonly sender: HostileSender; readonly seeds: string; readonly count: number },
): Promise<SentFigures> {
  const { sender, seeds, count } = of;
  const { namespace } = system.site('attacker');
  const begun = await kernelFigures(lab, system.serverNamespace);
  const total = { sent: 0, bytes: 0, refused: 0, seconds: 0 };
  for (let taken = 0; taken < count; ) {
    const to = {
      address: system.server.v4,
      port: PORT,
      count: Math.min(ROUND, count - taken + 100),
      rate: RATE,
    };
    const round = await sender.start(namespace, to, { mode: 'mutate', seeds }).finished(300_000);
    for (const name of ['sent', 'bytes', 'refused', 'seconds'] as const) total[name] += round[name];
    taken = since(begun, await kernelFigures(lab, system.serverNamespace)).inDatagrams;
  }
  return total;
}

/** Names of the tables that differ, with the first difference of each. */
function changedRows(before: SystemDump['rows'], after: SystemDump['rows']): string {
  const differing = Object.keys(before).filter((name) => !isDeepStrictEqual(before[name], after[name]));
  return differing
    .map((name) => `${name}: ${JSON.stringify(before[name])} -> ${JSON.stringify(after[name])}`)
    .join('; ');
}

/** All that nodes say: enrolment aside, registration, directions both ways, tunnel reports, goodbye and return. */
async function joinAndTalk(lab: Lab, system: LabRealm): Promise<void> {
  const b = await system.enrol('b');
  await system.up(b);
  const a = await system.enrol('a');
  await system.up(a);
  for (const [from, to] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const)
    await ping(lab, system.site(from).namespace, `${to}.ntm.internal`, { count: 3, everyS: 0.1, family: 4 });
  await a.down();
  await system.up(a);
  await ping(lab, a.namespace, 'b.ntm.internal', { count: 3, everyS: 0.1, family: 4 });
}

/** A node that nobody has seen before gets in and reaches another one; how long that takes. */
async function newcomer(lab: Lab, system: LabRealm): Promise<number> {
  const c = await system.enrol('c');
  const begun = performance.now();
  await system.up(c);
  await until('the newcomer reaches another node', NEWCOMER_WITHIN_MS, async () => {
    const { received } = await ping(lab, c.namespace, 'b.ntm.internal', { count: 1, everyS: 1, family: 4 });
    return received === 1 ? true : undefined;
  });
  return Math.round(performance.now() - begun);
}

/** What is written behind is in the database, and so are the figures of the second. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 7_000));
}

function figure({ counters }: SystemDump, name: string): number {
  return counters[name] ?? 0;
}

/** How many were refused, by reason. */
function drops(before: SystemDump, after: SystemDump): Record<string, number> {
  const grown = Object.keys(after.counters)
    .filter((name) => name.startsWith('dropped'))
    .map((name) => [name, figure(after, name) - figure(before, name)] as const);
  return Object.fromEntries(grown.filter(([, more]) => more > 0));
}
