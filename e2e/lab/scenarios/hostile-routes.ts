import { startIperfServer, tcpThroughput } from '../iperf.ts';
import type { Lab } from '../lab.ts';
import { LabNode } from '../ntm-node.ts';
import { PacketWatch } from '../packet-watch.ts';
import { type PingResult, ping } from '../ping.ts';
import { LabRealm } from '../realm/lab-realm.ts';
import type { Scenario } from '../scenario.ts';

const PINGS = { count: 20, everyS: 0.05 } as const;
const TCP_SECONDS = 2;

/**
 * The network of a node gives it routes to single addresses of the realm over the physical link, longer than the
 * realm's own, as DHCP (option 121) and router advertisements can: what leaves the node in clear, and what arrives.
 */
export const hostileRoutes: Scenario = {
  name: 'hostile-routes',
  summary:
    'longer routes of the network to addresses of the realm: nothing in clear; control without the rules',
  programs: ['ip', 'ethtool', 'ping', 'iperf3', 'ss', 'tcpdump'],
  async run(lab) {
    const system = await LabRealm.start(lab, ['a', 'b']);
    const [a, b] = [await system.enrol('a'), await system.enrol('b')];
    const { namespace } = a;
    const rulesBefore = await rules(lab, namespace);
    await system.up(b);
    await system.up(a);
    const [v4 = '', v6 = ''] = (await b.status()).virtualAddresses;
    await startIperfServer(lab, b.namespace);
    const routes = [
      ['route', 'replace', `${v4}/32`, 'via', '10.81.0.1', 'dev', 'eth0'],
      ['-6', 'route', 'replace', `${v6}/128`, 'via', 'fd81::1', 'dev', 'eth0'],
    ];
    const tried = () => attempt(lab, { system, namespace, peers: [v4, v6] });

    const before = await tried();
    for (const route of routes) await lab.in(namespace, 'ip', ...route);
    const guarded = await tried();
    await a.kill();
    const rulesAfterCrash = await rules(lab, namespace);
    await system.up(a);
    const afterCrash = await tried();
    const rulesAfterRestart = await rules(lab, namespace);

    // A second node on the same machine, for a time.
    const second = new LabNode(lab, namespace, 'second');
    await second.run('enrol', system.enrolment, '--name', 'second');
    await second.up('--tun', 'ntm1', '--resolver', 'none');
    await second.registered();
    const withSecond = await tried();
    await second.down();
    const afterSecond = await tried();

    // The control: without the rules the same routes draw everything out.
    await lab.in(
      namespace,
      'sh',
      '-c',
      'for f in -4 -6; do while ip $f rule del pref 4200; do :; done; done',
    );
    await lab.in(
      namespace,
      'sh',
      '-c',
      'for f in -4 -6; do while ip $f rule del pref 4199; do :; done; done',
    );
    const open = await tried();
    await a.down();
    const rulesLeft = await rules(lab, namespace);

    const good = [guarded, afterCrash, withSecond, afterSecond];
    const pass =
      before.lost === 0 &&
      good.every(({ clear, lost, tcpMbps }) => clear === 0 && lost === 0 && tcpMbps > 0) &&
      rulesAfterRestart.length === rulesAfterCrash.length &&
      open.clear > 0 &&
      rulesLeft.join() === rulesBefore.join();
    return {
      pass,
      figures: {
        pingsEach: before.sent,
        lost: good.map(({ lost }) => lost).join(' '),
        clearPackets: good.map(({ clear }) => clear).join(' '),
        tcpMbps: [before, ...good].map(({ tcpMbps }) => tcpMbps).join(' '),
        clearPacketsWithoutTheRules: open.clear,
        lostWithoutTheRules: open.lost,
        rulesAfterCrash: rulesAfterCrash.length,
        rulesAfterRestart: rulesAfterRestart.length,
        rulesLeftAfterDown: rulesLeft.length - rulesBefore.length,
      },
    };
  },
};

/** Pings both virtual addresses and sends TCP; how many packets to or from them crossed the physical link in clear. */
async function attempt(
  lab: Lab,
  of: { system: LabRealm; namespace: string; peers: readonly string[] },
): Promise<{ sent: number; lost: number; tcpMbps: number; clear: number }> {
  const { system, namespace, peers } = of;
  const filter = peers.map((peer) => `host ${peer}`).join(' or ');
  const watch = await PacketWatch.start(lab, { namespace: system.router, device: 'to-a', filter });
  const pings: PingResult[] = [];
  for (const peer of peers) pings.push(await ping(lab, namespace, peer, PINGS));
  const sum = (name: 'sent' | 'received') => pings.reduce((total, one) => total + one[name], 0);
  const lost = sum('sent') - sum('received');
  // Where nothing gets through, TCP would only wait for its connection.
  const tcp =
    lost === sum('sent')
      ? 0
      : (await tcpThroughput(lab, namespace, { target: peers[0] ?? '', seconds: TCP_SECONDS }))
          .megabitsPerSecond;
  return { sent: sum('sent'), lost, tcpMbps: Math.round(tcp), clear: (await watch.stop()).length };
}

/** The routing rules of both families. */
async function rules(lab: Lab, namespace: string): Promise<string[]> {
  const both = [await lab.in(namespace, 'ip', 'rule'), await lab.in(namespace, 'ip', '-6', 'rule')];
  return both.flatMap((text) => text.trim().split('\n'));
}
