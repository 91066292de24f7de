import { Capture, decode } from '../capture.ts';
import { Flood } from '../hostile/flood.ts';
import { processorMicros, residentMib } from '../hostile/kernel-figures.ts';
import { nodeKeyHex } from '../hostile/public-keys.ts';
import type { Hostility } from '../hostile/sender.ts';
import { startIperfServer, type TcpResult, tcpThroughput } from '../iperf.ts';
import type { Lab } from '../lab.ts';
import type { LabNode } from '../ntm-node.ts';
import { ping } from '../ping.ts';
import { LabRealm } from '../realm/lab-realm.ts';
import type { Figures, Scenario } from '../scenario.ts';
import { until } from '../shell.ts';

const PORT = 51_820;
/** Nobody listens there: the same packets cost the machine as much, and the node nothing. */
const UNUSED_PORT = 9;
const SECONDS = 10;
const PINGS_PER_SECOND = 50;
const TCP_SECONDS = 3;
const TCP_ROUNDS = 5;
const NEWCOMER_WITHIN_MS = 5_000;
/** Of the throughput beside the same flood at a port of nobody. */
const LEAST_SHARE = 0.9;

/**
 * What is sent: messages 1 or 2 with a right mac1, messages 3, or transport packets of no session or of one whose key is
 * another's.
 */
const KINDS = ['initiations', 'responses', 'cookies', 'unknown-index', 'wrong-tag'] as const;
type Kind = (typeof KINDS)[number];

/**
 * What one can do to a node, beside the same without, and beside the same flood at a port of the same machine that
 * nobody has: what a machine with few cores lacks while somebody floods it is not the node's.
 * `flood-node [SECONDS] [RATE] [KIND]`, RATE datagrams a second or 0 for all that goes.
 */
export const floodNode: Scenario = {
  name: 'flood-node',
  summary:
    'one sender floods a node with forged datagrams from made-up sources; the same run without it, and beside it',
  programs: ['ip', 'ethtool', 'ping', 'iperf3', 'ss', 'tshark', 'g++'],
  async run(lab, [seconds = String(SECONDS), rate = '0', kind = 'initiations']) {
    const system = await LabRealm.start(lab, ['victim', 'peer', 'quiet', 'beside', 'late', 'attacker']);
    const victim = await system.enrol('victim');
    await victim.up('--resolver', lab.resolver(victim.namespace), '--listen-port', String(PORT));
    await victim.registered();
    const peer = await arrived(system, 'peer');
    const newcomers = [
      await arrived(system, 'quiet'),
      await arrived(system, 'beside'),
      await arrived(system, 'late'),
    ] as const;
    const [address = ''] = (await victim.status()).virtualAddresses;
    await startIperfServer(lab, victim.namespace);
    const outer = system.site('victim').outer.v4;
    const what = await hostilityOf(lab, { kind: kindOf(kind), victim, peer, address, outer });
    const hostility = { ...what, rate: Number(rate) };
    const flood = await Flood.from(lab, system, 'attacker');
    const target = { namespace: victim.namespace, address: outer, port: PORT };
    const beside = { ...target, port: UNUSED_PORT };
    const used = (newcomer: LabNode) =>
      useTunnel(lab, { victim, peer, newcomer, address, seconds: Number(seconds) });

    const withoutFlood = await used(newcomers[0]);
    const { result: besideFlood } = await flood.during(beside, [hostility], () => used(newcomers[1]));
    const memory = [residentMib(victim.pid)];
    const before = await packets(victim);
    const { result: duringFlood, figures } = await flood.during(target, [hostility], () =>
      used(newcomers[2]),
    );
    const after = await packets(victim);
    const tcp = await throughput({
      without: (once) => once(),
      beside: async (once) => (await flood.during(beside, [hostility], once)).result,
      during: async (once) => (await flood.during(target, [hostility], once)).result,
      once: () => tcpThroughput(lab, peer.namespace, { target: address, seconds: TCP_SECONDS }),
    });
    memory.push(residentMib(victim.pid));
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    memory.push(residentMib(victim.pid));

    const memoryGrowthMib = (memory[1] ?? 0) - (memory[0] ?? 0);
    const pass =
      duringFlood.pingLost <= withoutFlood.pingLost + duringFlood.pingsSent * 0.01 &&
      tcp.tcpShare >= LEAST_SHARE &&
      duringFlood.newcomerMs <= NEWCOMER_WITHIN_MS &&
      Number(figures.answeredShare) <= 0.65 &&
      memoryGrowthMib <= 64;
    const uses = { without: withoutFlood, beside: besideFlood, during: duringFlood };
    return {
      pass,
      figures: {
        kind,
        ...figures,
        ...grown(before, after),
        pingsEach: duringFlood.pingsSent,
        ...threefold('pingLost', uses),
        ...threefold('newcomerMs', uses),
        ...threefold('nodeCpuPercent', uses),
        ...tcp,
        memoryMib: memory.join(' '),
      },
    };
  },
};

function kindOf(text: string): Kind {
  const found = KINDS.find((kind) => kind === text);
  if (found === undefined) throw new Error(`KIND is none of ${KINDS.join(', ')}`);
  return found;
}

/** What is sent; before it, the tunnel is opened by pings. */
async function hostilityOf(
  lab: Lab,
  of: { kind: Kind; victim: LabNode; peer: LabNode; address: string; outer: string },
): Promise<Hostility> {
  const opened = () => ping(lab, of.peer.namespace, of.address, { count: 3, everyS: 0.1 });
  if (of.kind === 'wrong-tag') return { mode: 'transport', index: await indexOfTunnel(lab, of, opened) };
  await opened();
  if (of.kind === 'unknown-index') return { mode: 'transport', index: 'random' };
  if (of.kind === 'cookies') return { mode: 'cookies' };
  return { mode: of.kind, publicKeyHex: await nodeKeyHex(of.victim) };
}

/** The victim's index of its tunnel with the peer, as it is read from the packets on the way. */
async function indexOfTunnel(
  lab: Lab,
  { victim, outer }: { victim: LabNode; outer: string },
  opened: () => Promise<unknown>,
): Promise<string> {
  await opened();
  const capture = await Capture.start(lab, victim.namespace, ['eth0'], 'indices');
  await opened();
  // What was seen is written a little later.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await capture.stop();
  // Type 4 towards the victim, and not from the coordinator: the four bytes after it are the index.
  const filter = `udp.dstport==${PORT} && ip.dst==${outer} && udp.srcport!=3479`;
  const rows = await decode(capture.path, { preferences: [], filter, fields: ['udp.payload'] });
  const packet = rows.flat().findLast((hex) => hex.startsWith('04000000'));
  if (packet === undefined) throw new Error('the capture shows no packet of the tunnel');
  return packet.slice(8, 16);
}

async function arrived(system: LabRealm, name: string): Promise<LabNode> {
  const node = await system.enrol(name);
  await system.up(node);
  return node;
}

interface Use {
  readonly pingsSent: number;
  readonly pingLost: number;
  readonly newcomerMs: number;
  /** Of one core, all threads of the node's process. */
  readonly nodeCpuPercent: number;
}

/** A tunnel in use by pings, and meanwhile a newcomer that has never met the node. */
async function useTunnel(
  lab: Lab,
  of: { victim: LabNode; peer: LabNode; newcomer: LabNode; address: string; seconds: number },
): Promise<Use> {
  const { victim, peer, newcomer, address, seconds } = of;
  const options = { count: seconds * PINGS_PER_SECOND, everyS: 1 / PINGS_PER_SECOND };
  const cpuBefore = processorMicros(victim.pid);
  const begun = performance.now();
  const pings = ping(lab, peer.namespace, address, options);
  await until('the newcomer reaches the node', 30_000, async () => {
    const { received } = await ping(lab, newcomer.namespace, address, { count: 1, everyS: 1 });
    return received === 1 ? true : undefined;
  });
  const newcomerMs = Math.round(performance.now() - begun);
  const { sent, received } = await pings;
  const cpuMs = (processorMicros(victim.pid) - cpuBefore) / 1_000;
  const nodeCpuPercent = Math.round((100 * cpuMs) / (performance.now() - begun));
  return { pingsSent: sent, pingLost: sent - received, newcomerMs, nodeCpuPercent };
}

type Once = () => Promise<TcpResult>;
type Around = (once: Once) => Promise<TcpResult>;

/**
 * TCP through the tunnel in Mbit/s, in turn in each round, and the median of the rounds' shares during / beside: whoever
 * else uses the machine changes it from one round to the next.
 */
async function throughput(of: { without: Around; beside: Around; during: Around; once: Once }) {
  const rounds: { without: number; beside: number; during: number }[] = [];
  for (let round = 0; round < TCP_ROUNDS; round += 1) {
    const without = (await of.without(of.once)).megabitsPerSecond;
    const beside = (await of.beside(of.once)).megabitsPerSecond;
    rounds.push({ without, beside, during: (await of.during(of.once)).megabitsPerSecond });
  }
  const each = (name: 'without' | 'beside' | 'during') =>
    rounds.map((round) => Math.round(round[name])).join(' ');
  return {
    tcpMbpsWithout: each('without'),
    tcpMbpsBeside: each('beside'),
    tcpMbpsDuring: each('during'),
    tcpShare: Math.round(median(rounds.map(({ during, beside }) => during / beside)) * 100) / 100,
  };
}

function median(values: readonly number[]): number {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.floor(ordered.length / 2)] ?? Number.NaN;
}

/** One figure of the three runs. */
function threefold(
  name: keyof Use,
  runs: { readonly without: Use; readonly beside: Use; readonly during: Use },
): Figures {
  return {
    [`${name}Without`]: runs.without[name],
    [`${name}Beside`]: runs.beside[name],
    [`${name}During`]: runs.during[name],
  };
}

/** What the flood made the node count. */
function grown(before: Totals, after: Totals): Figures {
  const names = [
    'handshakesReceived',
    'cookiesSent',
    'handshakeOverLimit',
    'unknownIndex',
    'eventsDropped',
    'authenticationFailed',
    'tunnelDatagramsUnread',
    'newcomerDatagramsUnread',
  ];
  return Object.fromEntries(names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
}

type Totals = Readonly<Record<string, number>>;

/** The data plane's totals. */
async function packets(node: LabNode): Promise<Totals> {
  const status = (await node.status()) as { readonly packets?: Totals };
  return status.packets ?? {};
}
