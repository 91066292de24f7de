import { existsSync, readFileSync } from 'node:fs';
import { startIperfServer, tcpThroughput } from '../iperf.ts';
import type { Lab } from '../lab.ts';
import type { LabNode } from '../ntm-node.ts';
import { ping } from '../ping.ts';
import { LabRealm } from '../realm/lab-realm.ts';
import { queryA, wrongNames } from '../realm/name-service.ts';
import type { Scenario } from '../scenario.ts';
import { until } from '../shell.ts';

const PINGS = { count: 10, everyS: 0.02 };
const TCP_SECONDS = 2;
/** Far below what any machine reaches. */
const LEAST_MBPS = 10;
/** Paced, so that a second without a byte is a break and not a short rest of the sender. */
const OUTAGE = { seconds: 12, paced: '50M', killedAfterMs: 2_000, goneMs: 4_000 };

/** Two nodes, one coordinator, real processes: from the enrolment string to TCP through an outage. */
export const realm: Scenario = {
  name: 'realm',
  summary:
    'enrol, up, ping by name, DNS, TCP over virtual IPv4 and IPv6, a crash, the coordinator killed under traffic, down',
  programs: ['ip', 'ethtool', 'ping', 'iperf3', 'ss'],
  async run(lab) {
    const started = performance.now();
    const system = await LabRealm.start(lab, ['a', 'b']);
    const systemReadyMs = performance.now() - started;
    const b = await system.enrol('b');
    await system.up(b);
    const { a, times } = await joinAndPing(lab, system);
    const { virtualAddresses: addresses } = await b.status();
    const pings = await pingAll(lab, [a, b]);
    const names = await wrongNames(lab, a.namespace, { name: 'b.ntm.internal', addresses });
    await startIperfServer(lab, b.namespace);
    const throughput = await tcpAll(lab, a, addresses);
    const crashToPingMs = await crashAndReturn(lab, system, a);
    const outage = await killUnderTraffic(lab, system, { a, target: addresses[0] ?? '' });
    const left = await leave(lab, [a, b]);
    const pass =
      pings.received === pings.sent &&
      names.length === 0 &&
      Object.values(throughput).every((mbps) => mbps >= LEAST_MBPS) &&
      outage.stalledSeconds === 0 &&
      left;
    const figures = { systemReadyMs, ...times, ...throughput, crashToPingMs, ...outage };
    const words = { ...pings, wrongNames: names.join('; '), leftCleanly: left };
    return { pass, figures: { ...roundedAll(figures), ...words } };
  },
};

/** Enrols the second node and pings the first one by name at once: what a person waits for. */
async function joinAndPing(lab: Lab, system: LabRealm) {
  const begun = performance.now();
  const since = () => performance.now() - begun;
  const a = await system.enrol('a');
  const enrolMs = since();
  await system.up(a);
  const enrolToRegisteredMs = since();
  await lab.in(a.namespace, 'ping', '-4', '-n', '-c', '1', '-W', '3', 'b.ntm.internal');
  return { a, times: { enrolMs, enrolToRegisteredMs, enrolToFirstPingMs: since() } };
}

async function pingAll(lab: Lab, [a, b]: readonly [LabNode, LabNode]) {
  let [sent, received] = [0, 0];
  for (const [from, target] of [
    [a, 'b.ntm.internal'],
    [b, 'a.ntm.internal'],
  ] as const) {
    for (const family of [4, 6] as const) {
      const result = await ping(lab, from.namespace, target, { ...PINGS, family });
      sent += result.sent;
      received += result.received;
    }
  }
  return { sent, received };
}

/** Megabits per second of one stream in each direction to each virtual address. */
async function tcpAll(lab: Lab, from: LabNode, targets: readonly string[]) {
  const figures: Record<string, number> = {};
  for (const target of targets) {
    for (const reverse of [false, true]) {
      const tcp = await tcpThroughput(lab, from.namespace, { target, seconds: TCP_SECONDS, reverse });
      const name = `tcp${target.includes(':') ? 'Ipv6' : 'Ipv4'}${reverse ? 'Back' : 'Out'}Mbps`;
      figures[name] = tcp.megabitsPerSecond;
    }
  }
  return figures;
}

/** A node that crashed comes back over what it left: lock, resolver, peers that still have its old sessions. */
async function crashAndReturn(lab: Lab, system: LabRealm, a: LabNode): Promise<number> {
  await a.kill();
  const crashed = performance.now();
  await system.up(a);
  await lab.in(a.namespace, 'ping', '-4', '-n', '-c', '1', '-W', '3', 'b.ntm.internal');
  return performance.now() - crashed;
}

/** Traffic must not notice that the coordinator is gone; the nodes must find the new one. */
async function killUnderTraffic(lab: Lab, system: LabRealm, of: { a: LabNode; target: string }) {
  const { seconds, paced, killedAfterMs, goneMs } = OUTAGE;
  const traffic = tcpThroughput(lab, of.a.namespace, { target: of.target, seconds, paced });
  await pause(killedAfterMs);
  system.killCoordinator();
  await pause(goneMs);
  await system.restartCoordinator();
  const restarted = performance.now();
  // Only a coordinator knows that a name does not exist; without one the answer is a failure.
  await until('the coordinator answers again', 20_000, async () => {
    const name = `nobody-${Math.round(performance.now())}.ntm.internal`;
    return (await queryA(lab, of.a.namespace, name)) === 'ENOTFOUND' ? true : undefined;
  });
  const answersAfterRestartMs = performance.now() - restarted;
  const { megabitsPerSecond, stalledSeconds } = await traffic;
  return { outageMbps: megabitsPerSecond, stalledSeconds, answersAfterRestartMs };
}

/** After `down` nothing of the node is left: no interface, no route, the resolver as before. */
async function leave(lab: Lab, nodes: readonly LabNode[]): Promise<boolean> {
  let clean = true;
  for (const node of nodes) {
    await node.down();
    const links = await lab.in(node.namespace, 'ip', '-o', 'link');
    const routes = await lab.in(node.namespace, 'ip', 'route');
    const resolver = lab.resolver(node.namespace);
    clean &&= !links.includes('ntm0') && !routes.includes('198.18.');
    clean &&= !readFileSync(resolver, 'utf8').includes('198.18.') && !existsSync(`${resolver}.before-ntm`);
  }
  return clean;
}

function roundedAll(figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.round(value)]));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
