import { existsSync, readFileSync } from 'node:fs';
import { startIperfServer, tcpThroughput } from '../iperf.ts';
import type { Lab } from '../lab.ts';
import type { LabNode } from '../ntm-node.ts';
import { ping } from '../ping.ts';
import { firstContact } from '../realm/first-contact.ts';
import { LabRealm, type RealmSite } from '../realm/lab-realm.ts';
import { queryCode } from '../realm/name-service.ts';
import type { Scenario } from '../scenario.ts';
import { until } from '../shell.ts';

const PINGS = { count: 10, everyS: 0.02 };
const TCP_SECONDS = 2;
/** Paced, so that a second without a byte is a break and not a short rest of the sender. */
const OUTAGE = { seconds: 12, paced: '50M', killedAfterMs: 2_000, goneMs: 4_000 };
/** Of our own work, beyond the protocol's round trips. */
const BUDGET_MS = 10;

/** Two nodes, one coordinator, real processes: from the enrolment string to TCP through an outage. */
export const realm: Scenario = {
  name: 'realm',
  summary:
    'enrol, up, ping by name, TCP over virtual IPv4 and IPv6, and the coordinator killed under traffic',
  programs: ['ip', 'ethtool', 'ping', 'iperf3', 'ss', 'tshark'],
  async run(lab) {
    const system = await LabRealm.start(lab);
    const { a: siteA, b: siteB } = system.sites;
    const b = await system.enrol(siteB, 'b');
    await b.up('--resolver', lab.resolver(siteB.namespace));
    await b.registered();
    const begun = performance.now();
    const a = await system.enrol(siteA, 'a');
    const enrolled = performance.now();
    await a.up('--resolver', lab.resolver(siteA.namespace));
    await a.registered();
    const enrolToRegisteredMs = performance.now() - begun;

    const contact = await firstContact(lab, {
      realm: system,
      from: siteA,
      to: siteB,
      name: 'b.ntm.internal',
    });
    const pings = await pingAll(lab, siteA, siteB);
    const throughput = await tcpAll(lab, { siteA, siteB, b });
    const outage = await killUnderTraffic(lab, system, { siteA, b });
    const left = await leave(lab, [
      { node: a, site: siteA },
      { node: b, site: siteB },
    ]);
    const pass =
      contact.overheadMs <= BUDGET_MS &&
      pings.received === pings.sent &&
      Object.values(throughput).every((mbps) => mbps > 50) &&
      outage.stalledSeconds === 0 &&
      left;
    const figures = {
      enrolMs: Math.round(enrolled - begun),
      enrolToRegisteredMs: Math.round(enrolToRegisteredMs),
      enrolToFirstPingMs: Math.round(enrolToRegisteredMs + contact.firstPingMs),
      ...contact,
      ...pings,
      ...throughput,
      ...outage,
      leftCleanly: left,
    };
    return { pass, figures };
  },
};

async function pingAll(lab: Lab, a: RealmSite, b: RealmSite) {
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

/** Megabits per second of one stream in each direction over each virtual family. */
async function tcpAll(lab: Lab, of: { siteA: RealmSite; siteB: RealmSite; b: LabNode }) {
  await startIperfServer(lab, of.siteB.namespace);
  const { virtualAddresses } = await of.b.status();
  const figures: Record<string, number> = {};
  for (const target of virtualAddresses) {
    for (const reverse of [false, true]) {
      const tcp = await tcpThroughput(lab, of.siteA.namespace, { target, seconds: TCP_SECONDS, reverse });
      const name = `tcp${target.includes(':') ? 'Ipv6' : 'Ipv4'}${reverse ? 'Back' : 'Out'}Mbps`;
      figures[name] = Math.round(tcp.megabitsPerSecond);
    }
  }
  return figures;
}

/** Traffic must not notice that the coordinator is gone; the nodes must find the new one. */
async function killUnderTraffic(lab: Lab, system: LabRealm, of: { siteA: RealmSite; b: LabNode }) {
  const [target = ''] = (await of.b.status()).virtualAddresses;
  const { seconds, paced, killedAfterMs, goneMs } = OUTAGE;
  const traffic = tcpThroughput(lab, of.siteA.namespace, { target, seconds, paced });
  await pause(killedAfterMs);
  system.killCoordinator();
  await pause(goneMs);
  await system.restartCoordinator();
  const restarted = performance.now();
  // Only a coordinator knows that a name does not exist; without one the answer is a failure.
  await until('the coordinator answers again', 20_000, async () => {
    const name = `nobody-${Math.round(performance.now())}.ntm.internal`;
    return (await queryCode(lab, of.siteA.namespace, name)) === 'ENOTFOUND' ? true : undefined;
  });
  const backMs = performance.now() - restarted;
  const tcp = await traffic;
  return {
    outageMbps: Math.round(tcp.megabitsPerSecond),
    stalledSeconds: tcp.stalledSeconds,
    backAfterRestartMs: Math.round(backMs),
  };
}

/** After `down` nothing of the node is left: no interface, no route, the resolver as before. */
async function leave(lab: Lab, ends: readonly { node: LabNode; site: RealmSite }[]): Promise<boolean> {
  let clean = true;
  for (const { node, site } of ends) {
    await node.down();
    const links = await lab.in(site.namespace, 'ip', '-o', 'link');
    const routes = await lab.in(site.namespace, 'ip', 'route');
    const resolver = lab.resolver(site.namespace);
    clean &&= !links.includes('ntm0') && !routes.includes('198.18.');
    clean &&= !readFileSync(resolver, 'utf8').includes('198.18.') && !existsSync(`${resolver}.before-ntm`);
  }
  return clean;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
