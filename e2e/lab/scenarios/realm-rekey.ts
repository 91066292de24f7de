import { startIperfServer, tcpThroughput } from '../iperf.ts';
import { ping } from '../ping.ts';
import { LabRealm } from '../realm/lab-realm.ts';
import type { Scenario } from '../scenario.ts';

/** Sessions between nodes and with the coordinator are renewed after 120 s. */
const SECONDS = 150;
const EVERY_S = 0.1;
const PACED = { rate: '20M', leastMbps: 19 };

/** Real time: takes 160 s. */
export const realmRekey: Scenario = {
  name: 'realm-rekey',
  summary: 'pings and TCP between two nodes of a realm through the renewal of all keys after 120 s; 150 s',
  programs: ['ip', 'ethtool', 'ping', 'iperf3', 'ss'],
  async run(lab) {
    const realm = await LabRealm.start(lab, ['a', 'b']);
    const [a, b] = [await realm.enrol('a'), await realm.enrol('b')];
    await Promise.all([realm.up(a), realm.up(b)]);
    const [v4 = '', v6 = ''] = (await b.status()).virtualAddresses;
    await startIperfServer(lab, b.namespace);
    // The first packets may find no tunnel yet: they make it.
    const first = await ping(lab, a.namespace, v4, { count: 3, everyS: 0.2 });
    const count = Math.round(SECONDS / EVERY_S);
    const pings = ping(lab, a.namespace, v6, { count, everyS: EVERY_S });
    const tcp = await tcpThroughput(lab, a.namespace, { target: v4, seconds: SECONDS, paced: PACED.rate });
    const { sent, received } = await pings;
    const { coordinator, tunnels } = await a.status();
    const figures = {
      sent,
      lost: sent - received,
      tcpMbps: Math.round(tcp.megabitsPerSecond * 10) / 10,
      retransmits: tcp.retransmits,
      stalledSeconds: tcp.stalledSeconds,
      coordinator: coordinator.state,
      tunnel: tunnels[0]?.state ?? 'none',
    };
    const pass =
      first.received > 0 &&
      sent === received &&
      tcp.stalledSeconds === 0 &&
      tcp.megabitsPerSecond >= PACED.leastMbps &&
      coordinator.state === 'registered' &&
      figures.tunnel === 'established';
    return { pass, figures };
  },
};
