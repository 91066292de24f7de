import { fileURLToPath } from 'node:url';
import { captureSeeds } from '../hostile/captured-seeds.ts';
import { Crowd } from '../hostile/crowd-process.ts';
import { Flood, type FloodKind, type FloodTarget } from '../hostile/flood.ts';
import { processorMicros, residentMib } from '../hostile/kernel-figures.ts';
import { Newcomers } from '../hostile/newcomers-process.ts';
import { coordinatorKeyHex } from '../hostile/public-keys.ts';
import type { Lab } from '../lab.ts';
import type { LabNode } from '../ntm-node.ts';
import { ping } from '../ping.ts';
import { LabRealm } from '../realm/lab-realm.ts';
import type { Scenario } from '../scenario.ts';
import { until } from '../shell.ts';
import { TSX_LOADER } from '../tsx-loader.ts';

const PORT = 3479;
const BARE_PORT = 3999;
const BARE_MS = 5_000;
const BARE_SOCKET = fileURLToPath(new URL('../hostile/bare-socket.ts', import.meta.url));
const SECONDS = 20;
const CROWD = 50;
const PINGS_PER_SECOND = 20;
const MOST_MORE_MS = 5_000;
/** Nodes that come while it lasts, one after the other. */
const NEWCOMERS = 10;
const NEWCOMERS_WITHIN_MS = 120_000;

/**
 * What one can do to the coordinator, beside the same without, and a bare socket of the same engine under the same flood;
 * `flood-coordinator [SECONDS] [CROWD] [NOISE FORGED]`, the last two in datagrams a second, 0 for all that goes.
 */
export const floodCoordinator: Scenario = {
  name: 'flood-coordinator',
  summary:
    'one sender floods the coordinator with noise and forged messages 1; the same run without it beside',
  programs: ['ip', 'ethtool', 'ping', 'tshark', 'g++'],
  async run(lab, [seconds = String(SECONDS), crowdSize = String(CROWD), noise = '0', forgedRate = '0']) {
    const system = await LabRealm.start(lab, ['a', 'b', 'crowd', 'newcomers', 'attacker', 'quiet', 'late']);
    const [a, b] = [await system.enrol('a'), await system.enrol('b')];
    const namespace = system.serverNamespace;
    const seeds = await captureSeeds(lab, { namespace, port: PORT, name: 'signalling' }, async () => {
      await system.up(b);
      await system.up(a);
    });
    const crowd = await Crowd.start(lab, system, Number(crowdSize));
    const [quiet, late] = [await system.enrol('quiet'), await system.enrol('late')];
    const newcomers = await Newcomers.enrol(lab, system, NEWCOMERS);
    const flood = await Flood.from(lab, system, 'attacker');
    const target = { namespace, address: system.server.v4, port: PORT };
    const publicKeyHex = coordinatorKeyHex(lab, 'a');
    const kinds: readonly FloodKind[] = [
      { mode: 'mutate', seeds: seeds.path, rate: Number(noise) },
      { mode: 'initiations', publicKeyHex, rate: Number(forgedRate) },
    ];
    const measured = (node: LabNode) => measure(lab, { a, crowd, newcomer: node, seconds: Number(seconds) });

    const memory = [residentMib(system.coordinator)];
    const without = await measured(quiet);
    const before = await system.dump();
    const processorBefore = processorMicros(system.coordinator);
    const { result: during, figures } = await flood.during(target, kinds, async () => ({
      ...(await measured(late)),
      newcomersMs: await newcomers.arrive(NEWCOMERS_WITHIN_MS),
    }));
    const processor = processorMicros(system.coordinator) - processorBefore;
    memory.push(residentMib(system.coordinator));
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const after = await system.dump();
    memory.push(residentMib(system.coordinator));
    const bare = await bareSocket(lab, flood, { ...target, port: BARE_PORT }, kinds);

    const grown = (name: string) => (after.counters[name] ?? 0) - (before.counters[name] ?? 0);
    const leases = after.counters.leases ?? 0;
    const memoryGrowthMib = (memory[1] ?? 0) - (memory[0] ?? 0);
    const pass =
      during.pingLost <= without.pingLost + during.pingsSent * 0.01 &&
      during.fewestRegistered >= without.fewestRegistered &&
      leases >= crowd.size + 4 + NEWCOMERS &&
      during.newcomersMs.length === NEWCOMERS &&
      median(during.newcomersMs) <= MOST_MORE_MS &&
      Math.max(during.newcomerMs, ...during.newcomersMs) <= without.newcomerMs + MOST_MORE_MS &&
      Number(figures.answeredShare) <= 0.65 &&
      memoryGrowthMib <= 64;
    const table = Object.fromEntries(
      Object.keys(without).flatMap((name) => [
        [`${name}Without`, without[name as keyof Measured]],
        [`${name}During`, during[name as keyof Measured]],
      ]),
    );
    return {
      pass,
      figures: {
        ...figures,
        processed: grown('packetsReceived'),
        microsEach: rounded(processor / grown('packetsReceived')),
        ...bare,
        cookieRepliesSent: grown('cookieRepliesSent'),
        droppedOverLimit: grown('droppedOverLimit'),
        ...table,
        newcomersMs: during.newcomersMs.join(' '),
        newcomersMsMedian: median(during.newcomersMs),
        newcomersMsMost: Math.max(...during.newcomersMs),
        leases,
        memoryMib: memory.join(' '),
      },
    };
  },
};

/** The least that a datagram costs a program of this engine, and how many it takes, in the same flood. */
async function bareSocket(
  lab: Lab,
  flood: Flood,
  target: FloodTarget,
  kinds: readonly FloodKind[],
): Promise<{ bareReceivedPerSecond: number; bareMicrosEach: number }> {
  const words = ['--import', TSX_LOADER, BARE_SOCKET, String(target.port)];
  const socket = lab.start(target.namespace, 'bare-socket', process.execPath, ...words);
  await until('the bare socket is there', 20_000, async () => socket.output().includes('ready') || undefined);
  await flood.during(target, kinds, () => new Promise((resolve) => setTimeout(resolve, BARE_MS)));
  await socket.stop();
  const line =
    socket
      .output()
      .split('\n')
      .find((one) => one.startsWith('{')) ?? '{}';
  const { received, processorMicros: micros, seconds } = JSON.parse(line);
  return {
    bareReceivedPerSecond: Math.round(received / seconds),
    bareMicrosEach: rounded(micros / received),
  };
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? Number.POSITIVE_INFINITY;
}

function rounded(figure: number): number {
  return Math.round(figure * 100) / 100;
}

interface Measured {
  readonly pingsSent: number;
  readonly pingLost: number;
  /** Fewest nodes of the crowd that said they were registered, in any second. */
  readonly fewestRegistered: number;
  /** From the start of a node that nobody has seen before until it is registered. */
  readonly newcomerMs: number;
}

/** A tunnel in use, a crowd that is registered, and a newcomer. */
async function measure(
  lab: Lab,
  of: { a: LabNode; crowd: Crowd; newcomer: LabNode; seconds: number },
): Promise<Measured> {
  const { a, crowd, newcomer, seconds } = of;
  crowd.forget();
  const options = { count: seconds * PINGS_PER_SECOND, everyS: 1 / PINGS_PER_SECOND, family: 4 } as const;
  const pings = ping(lab, a.namespace, 'b.ntm.internal', options);
  const begun = performance.now();
  await newcomer.up('--resolver', lab.resolver(newcomer.namespace));
  await until('the newcomer is registered', 60_000, async () =>
    newcomer.output().includes('registered as ') ? true : undefined,
  );
  const newcomerMs = Math.round(performance.now() - begun);
  const { sent, received } = await pings;
  return { pingsSent: sent, pingLost: sent - received, fewestRegistered: crowd.fewestRegistered, newcomerMs };
}
