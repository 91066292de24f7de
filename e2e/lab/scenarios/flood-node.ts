import { Flood } from '../hostile/flood.ts';
import { residentMib } from '../hostile/kernel-figures.ts';
import { nodeKeyHex } from '../hostile/public-keys.ts';
import { startIperfServer, tcpThroughput } from '../iperf.ts';
import type { Lab } from '../lab.ts';
import type { LabNode } from '../ntm-node.ts';
import { ping } from '../ping.ts';
import { LabRealm } from '../realm/lab-realm.ts';
import type { Scenario } from '../scenario.ts';
import { until } from '../shell.ts';

const PORT = 51_820;
const SECONDS = 10;
const PINGS_PER_SECOND = 50;
const NEWCOMER_WITHIN_MS = 5_000;

/** What one can do to a node, beside the same without; `flood-node [SECONDS]`. */
export const floodNode: Scenario = {
  name: 'flood-node',
  summary:
    'one sender floods a node with forged messages 1 from made-up sources; the same run without it beside',
  programs: ['ip', 'ethtool', 'ping', 'iperf3', 'ss', 'g++'],
  async run(lab, [seconds = String(SECONDS)]) {
    const system = await LabRealm.start(lab, ['victim', 'peer', 'quiet', 'late', 'attacker']);
    const victim = await system.enrol('victim');
    await victim.up('--resolver', lab.resolver(victim.namespace), '--listen-port', String(PORT));
    await victim.registered();
    const peer = await arrived(system, 'peer');
    const [quiet, late] = [await arrived(system, 'quiet'), await arrived(system, 'late')];
    const [address = ''] = (await victim.status()).virtualAddresses;
    await startIperfServer(lab, victim.namespace);
    await ping(lab, peer.namespace, address, { count: 3, everyS: 0.1 });
    const target = { namespace: victim.namespace, address: system.site('victim').outer.v4, port: PORT };
    const flood = await Flood.from(lab, system, 'attacker');
    const forged = { mode: 'initiations', publicKeyHex: await nodeKeyHex(victim) } as const;
    const measured = (newcomer: LabNode) =>
      measure(lab, { peer, newcomer, address, seconds: Number(seconds) });

    const memory = [residentMib(victim.pid)];
    const without = await measured(quiet);
    const before = await packets(victim);
    const { result: during, figures } = await flood.during(target, [forged], () => measured(late));
    memory.push(residentMib(victim.pid));
    const after = await packets(victim);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    memory.push(residentMib(victim.pid));

    const grown = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
    const memoryGrowthMib = (memory[1] ?? 0) - (memory[0] ?? 0);
    const pass =
      during.pingLost <= without.pingLost + during.pingsSent * 0.01 &&
      during.newcomerMs <= NEWCOMER_WITHIN_MS &&
      Number(figures.answeredShare) <= 0.65 &&
      memoryGrowthMib <= 64;
    return {
      pass,
      figures: {
        ...figures,
        processed: grown('handshakesReceived') + grown('cookiesSent') + grown('handshakeOverLimit'),
        handedUp: grown('handshakesReceived'),
        cookiesSent: grown('cookiesSent'),
        handshakeOverLimit: grown('handshakeOverLimit'),
        pingsEach: during.pingsSent,
        pingLostWithout: without.pingLost,
        pingLostDuring: during.pingLost,
        tcpMbpsWithout: without.tcpMbps,
        tcpMbpsDuring: during.tcpMbps,
        tcpShare: Math.round((during.tcpMbps / without.tcpMbps) * 100) / 100,
        newcomerMsWithout: without.newcomerMs,
        newcomerMsDuring: during.newcomerMs,
        memoryMib: memory.join(' '),
      },
    };
  },
};

async function arrived(system: LabRealm, name: string): Promise<LabNode> {
  const node = await system.enrol(name);
  await system.up(node);
  return node;
}

/** A tunnel in use by pings and, after them, by TCP, and meanwhile a newcomer that has never met the node. */
async function measure(lab: Lab, of: { peer: LabNode; newcomer: LabNode; address: string; seconds: number }) {
  const { peer, newcomer, address, seconds } = of;
  const options = { count: seconds * PINGS_PER_SECOND, everyS: 1 / PINGS_PER_SECOND };
  const pings = ping(lab, peer.namespace, address, options);
  const begun = performance.now();
  await until('the newcomer reaches the node', 30_000, async () => {
    const { received } = await ping(lab, newcomer.namespace, address, { count: 1, everyS: 1 });
    return received === 1 ? true : undefined;
  });
  const newcomerMs = Math.round(performance.now() - begun);
  const { sent, received } = await pings;
  const tcp = await tcpThroughput(lab, peer.namespace, { target: address, seconds });
  const tcpMbps = Math.round(tcp.megabitsPerSecond);
  return { pingsSent: sent, pingLost: sent - received, newcomerMs, tcpMbps };
}

/** The data plane's totals. */
async function packets(node: LabNode): Promise<Readonly<Record<string, number>>> {
  const status = (await node.status()) as { readonly packets?: Readonly<Record<string, number>> };
  return status.packets ?? {};
}
