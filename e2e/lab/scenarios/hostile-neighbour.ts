import { HostileSender } from '../hostile/sender.ts';
import { startIperfServer } from '../iperf.ts';
import type { Lab } from '../lab.ts';
import type { LabNode } from '../ntm-node.ts';
import { PacketWatch } from '../packet-watch.ts';
import { ping } from '../ping.ts';
import { LabRealm } from '../realm/lab-realm.ts';
import type { Scenario } from '../scenario.ts';
import { type LabProcess, until } from '../shell.ts';

const IPERF_PORT = 5201;
const PROBES = 400;
/** Longer than the probes of all sources take. */
const CONNECTION_SECONDS = 15;

/**
 * The router of a node's own network, as a rogue access point: it sends TCP and UDP for the node's virtual address over
 * the physical link, to a port that listens, with a source of its own, that of a peer, or the very ports of a connection
 * through the tunnel; and echo requests for the virtual IPv6 address. The same once more after a crash of the node.
 */
export const hostileNeighbour: Scenario = {
  name: 'hostile-neighbour',
  summary:
    "TCP, UDP, a live connection's own ports and IPv6 echo requests on the physical link, also after a crash: no answer, no change; control without",
  programs: ['ip', 'ethtool', 'ping', 'iperf3', 'ss', 'nft', 'tcpdump', 'g++'],
  async run(lab) {
    const sender = new HostileSender(lab);
    const system = await LabRealm.start(lab, ['a', 'b']);
    const [a, b] = [await system.enrol('a'), await system.enrol('b')];
    await system.up(b);
    await system.up(a);
    const [address = '', address6 = ''] = (await a.status()).virtualAddresses;
    const [peer = ''] = (await b.status()).virtualAddresses;
    await startIperfServer(lab, a.namespace);
    const { v4, v6 } = system.site('a').outer;
    await lab.in(system.router, 'ip', 'route', 'add', `${address}/32`, 'via', v4);
    await lab.in(system.router, 'ip', '-6', 'route', 'add', `${address6}/128`, 'via', v6);
    const probed = (...more: string[]) =>
      probe(lab, { sender, system, a, address, address6, sources: ['10.81.0.1', peer, ...more] });

    const connection = await Connection.open(lab, { from: b, to: a, address });
    const guarded = await probed(...connection.sources);
    const wentOn = await connection.close();
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
    const { pass, figures } = verdict({ guarded, afterCrash, open });
    return {
      pass: pass && wentOn && table.length === 1 && through.received === through.sent && left.trim() === '',
      figures: {
        ...figures,
        connectionWentOn: wentOn,
        pingsThroughTheTunnel: through.received,
        tablesLeftAfterDown: left.trim(),
      },
    };
  },
};

type Outcome = Awaited<ReturnType<typeof probe>>;

/** With the rule nothing answers and no socket changes, also after a crash; without it the same probes are answered. */
function verdict({ guarded, afterCrash, open }: Record<'guarded' | 'afterCrash' | 'open', Outcome>) {
  const isQuiet = ({ answers, answers6, socketsUnchanged }: Outcome) =>
    answers === 0 && answers6 === 0 && socketsUnchanged;
  return {
    pass: isQuiet(guarded) && isQuiet(afterCrash) && open.answers > 0 && open.answers6 > 0,
    figures: {
      probes: guarded.sent,
      answers: guarded.answers + guarded.answers6,
      answersAfterCrash: afterCrash.answers + afterCrash.answers6,
      answersWithoutTheRule: open.answers,
      answersWithoutTheRuleIpv6: open.answers6,
      socketsUnchanged: guarded.socketsUnchanged && afterCrash.socketsUnchanged,
    },
  };
}

/** A TCP connection through the tunnel that carries a little all the time. */
class Connection {
  readonly #client: LabProcess;
  /** Its own end's address and port, as the far node sees them; iperf3 has two. */
  readonly sources: readonly string[];

  private constructor(client: LabProcess, sources: readonly string[]) {
    this.#client = client;
    this.sources = sources;
  }

  static async open(lab: Lab, of: { from: LabNode; to: LabNode; address: string }): Promise<Connection> {
    const words = ['-c', of.address, '-p', String(IPERF_PORT), '-b', '1M', '-t', String(CONNECTION_SECONDS)];
    const client = lab.start(of.from.namespace, 'connection', 'iperf3', ...words);
    const sources = await until('a connection goes through the tunnel', 10_000, async () => {
      const rows = (await lab.in(of.to.namespace, 'ss', '-Htn', `sport = :${IPERF_PORT}`)).trim().split('\n');
      const ends = rows.map(
        (row) =>
          row
            .trim()
            .split(/\s+/)[4]
            ?.replace(/^\[::ffff:(.*)\]/, '$1') ?? '',
      );
      return ends.length === 2 && ends.every((end) => end !== '') ? ends : undefined;
    });
    return new Connection(client, sources);
  }

  /** Whether it carried to its end what it was to. */
  async close(): Promise<boolean> {
    await this.#client.ended;
    return this.#client.output().includes('iperf Done.');
  }
}

/** Probes from these sources, and over IPv6; how many packets of the virtual addresses came out on the physical link. */
async function probe(
  lab: Lab,
  of: {
    sender: HostileSender;
    system: LabRealm;
    a: LabNode;
    address: string;
    address6: string;
    sources: readonly string[];
  },
) {
  const { sender, system, a, address, address6, sources } = of;
  const link = { namespace: system.router, device: 'to-a', filter: `src host ${address}` };
  const watch = await PacketWatch.start(lab, link);
  const before = await sockets(lab, a);
  let sent = 0;
  for (const source of sources) {
    const to = { address, port: IPERF_PORT, count: PROBES, rate: 400 };
    sent += (await sender.start(system.router, to, { mode: 'probe', source }).finished(30_000)).sent;
  }
  const answers = (await watch.stop()).length;
  const { received: answers6 } = await ping(lab, system.router, address6, { count: 5, everyS: 0.1 });
  const socketsUnchanged = (await sockets(lab, a)) === before;
  return { sent, answers, answers6, socketsUnchanged };
}

/** TCP sockets of the node's machine with their states and ends, in an order of their own. */
async function sockets(lab: Lab, node: LabNode): Promise<string> {
  const output = await lab.in(node.namespace, 'ss', '-Htan');
  return output
    .split('\n')
    .map((line) => {
      const [state, , , ...ends] = line.trim().split(/\s+/);
      return [state, ...ends].join(' ');
    })
    .sort()
    .join('\n');
}
