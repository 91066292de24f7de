import type { Combination } from '../interop/combinations.ts';
import { startInterop } from '../interop/tunnels.ts';
import { startIperfServer, tcpThroughput } from '../iperf.ts';
import { ping } from '../ping.ts';
import type { Scenario } from '../scenario.ts';
import { until } from '../shell.ts';
import { lastHandshakes } from '../stock-wireguard.ts';

/** REKEY_AFTER_TIME is 120 s: after this long the second session carries everything. */
const SECONDS = 150;
const EVERY_S = 0.1;
const TUNNELS: readonly Combination[] = [
  { ourRole: 'initiator', presharedKey: true, outer: 4 },
  { ourRole: 'responder', presharedKey: true, outer: 6 },
];

/** Real time, since the stock peer has no other: takes 150 s. */
export const interopRekey: Scenario = {
  name: 'interop-rekey',
  summary:
    'pings and TCP through the renewal of the keys after 120 s, renewed by us and by the stock peer; 150 s',
  programs: ['ip', 'ethtool', 'wireguard-go', 'wg', 'ping', 'iperf3', 'ss'],
  async run(lab) {
    const { left, right, tunnels } = await startInterop(lab, { combinations: TUNNELS });
    await startIperfServer(lab, right);
    const [byUs, byThem] = tunnels;
    if (byUs === undefined || byThem === undefined) throw new Error('two tunnels are needed');
    const count = Math.round(SECONDS / EVERY_S);
    const traffic = [
      ping(lab, left, byUs.theirs.v4, { count, everyS: EVERY_S }),
      ping(lab, right, byThem.ours.v6, { count, everyS: EVERY_S }),
    ];
    const handshakeOf = async (device: string) =>
      (await lastHandshakes(lab, right, device)).find((time) => time > 0);
    const first = await Promise.all(
      tunnels.map(({ device }) => until('the first handshake', 5_000, () => handshakeOf(device))),
    );
    const tcp = await tcpThroughput(lab, left, {
      target: byUs.theirs.v4,
      seconds: SECONDS - 10,
      paced: '20M',
    });
    const [pingsUs, pingsThem] = await Promise.all(traffic);
    const last = await Promise.all(tunnels.map(({ device }) => handshakeOf(device)));
    const renewedAfterS = last.map((time = 0, index) => time - (first[index] ?? 0));
    const lost = [pingsUs, pingsThem].reduce(
      (sum, result) => sum + (result?.sent ?? 0) - (result?.received ?? 0),
      0,
    );
    const figures = {
      renewedByUsAfterS: renewedAfterS[0] ?? 0,
      renewedByThemAfterS: renewedAfterS[1] ?? 0,
      pings: (pingsUs?.sent ?? 0) + (pingsThem?.sent ?? 0),
      lost,
      tcpMbps: Math.round(tcp.megabitsPerSecond * 10) / 10,
      tcpRetransmits: tcp.retransmits,
    };
    const renewed = renewedAfterS.every((seconds) => seconds >= 115 && seconds <= 130);
    return { pass: renewed && lost === 0 && tcp.megabitsPerSecond > 19, figures };
  },
};
