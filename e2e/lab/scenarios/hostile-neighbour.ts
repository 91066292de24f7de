import { HostileSender } from '../hostile/sender.ts';
import { startIperfServer } from '../iperf.ts';
import type { Lab } from '../lab.ts';
import type { LabNode } from '../ntm-node.ts';
import { PacketWatch } from '../packet-watch.ts';
import { ping } from '../ping.ts';
import { LabRealm } from '../realm/lab-realm.ts';
import type { Scenario } from '../scenario.ts';

const IPERF_PORT = 5201;
const PROBES = 400;

/**
 * The router of a node's own network, as a rogue access point: it sends TCP and UDP for the node's virtual address over
 * the physical link, to a port that listens and with the source of a connection through the tunnel or its own.
 */
export const hostileNeighbour: Scenario = {
  name: 'hostile-neighbour',
  summary:
    'SYN, SYN-ACK, RST and UDP to the virtual address on the physical link: no answer, no change; control without',
  programs: ['ip', 'ethtool', 'ping', 'iperf3', 'ss', 'nft', 'tcpdump', 'g++'],
  async run(lab) {
    const sender = new HostileSender(lab);
    const system = await LabRealm.start(lab, ['a', 'b']);
    const [a, b] = [await system.enrol('a'), await system.enrol('b')];
    await system.up(b);
    await system.up(a);
    const [address = ''] = (await a.status()).virtualAddresses;
    const [peer = ''] = (await b.status()).virtualAddresses;
    await startIperfServer(lab, a.namespace);
    await lab.in(system.router, 'ip', 'route', 'add', `${address}/32`, 'via', system.site('a').outer.v4);
    const sources = { own: '10.81.0.1', peer };
    const probed = () => probe(lab, { sender, system, a, address, sources });

    const guarded = await probed();
    const through = await ping(lab, b.namespace, address, { count: 5, everyS: 0.1 });
    // What a crash leaves must neither keep the next run from starting nor leave it open.
    await a.kill();
    await system.up(a);
    const afterCrash = await probed();
    // The control: without the rule the same packets are answered.
    const table = (await lab.in(a.namespace, 'nft', 'list', 'tables')).trim().split('\n');
    await lab.in(a.namespace, 'nft', 'flush', 'ruleset');
    const open = await probed();
    await a.down();
    await b.down();
    const left = await lab.in(b.namespace, 'nft', 'list', 'tables');
    const pass =
      guarded.answers === 0 &&
      afterCrash.answers === 0 &&
      guarded.socketsUnchanged &&
      table.length === 1 &&
      through.received === through.sent &&
      open.answers > 0 &&
      left.trim() === '';
    return {
      pass,
      figures: {
        probes: guarded.sent,
        answers: guarded.answers,
        answersAfterCrash: afterCrash.answers,
        answersWithoutTheRule: open.answers,
        socketsUnchanged: guarded.socketsUnchanged,
        pingsThroughTheTunnel: through.received,
        tablesLeftAfterDown: left.trim(),
      },
    };
  },
};

/** Probes from both sources; how many packets of the virtual address came out on the physical link. */
async function probe(
  lab: Lab,
  of: {
    sender: HostileSender;
    system: LabRealm;
    a: LabNode;
    address: string;
    sources: Readonly<Record<string, string>>;
  },
) {
  const { sender, system, a, address, sources } = of;
  const link = { namespace: system.router, device: 'to-a', filter: `src host ${address}` };
  const watch = await PacketWatch.start(lab, link);
  const before = await sockets(lab, a);
  let sent = 0;
  for (const source of Object.values(sources)) {
    const to = { address, port: IPERF_PORT, count: PROBES, rate: 400 };
    sent += (await sender.start(system.router, to, { mode: 'probe', source }).finished(30_000)).sent;
  }
  const answers = (await watch.stop()).length;
  const socketsUnchanged = (await sockets(lab, a)) === before;
  return { sent, answers, socketsUnchanged };
}

/** TCP sockets of the node's machine with their states, in an order of their own. */
async function sockets(lab: Lab, node: LabNode): Promise<string> {
  const output = await lab.in(node.namespace, 'ss', '-Htan');
  return output
    .split('\n')
    .map((line) => line.trim().split(/\s+/).join(' '))
    .sort()
    .join('\n');
}
