import { startIperfServer, tcpThroughput } from '../iperf.ts';
import type { Lab } from '../lab.ts';
import { ping } from '../ping.ts';
import type { Figures } from '../scenario.ts';
import type { Interop, InteropTunnel } from './tunnels.ts';

const PINGS = { count: 5, everyS: 0.05 };
const TCP_SECONDS = 1;
/** Far below what any machine reaches: shows that TCP flows at all, full segments included. */
const LEAST_MBPS = 10;

/** Pings in both directions over both inner families, then TCP in both directions, through each tunnel in turn. */
export async function exchangeAll(lab: Lab, interop: Interop): Promise<{ pass: boolean; figures: Figures }> {
  await startIperfServer(lab, interop.right);
  let pass = true;
  const figures: Record<string, string | number | boolean> = { upMs: Math.round(interop.upMs) };
  let [sent, received] = [0, 0];
  for (const tunnel of interop.tunnels) {
    for (const result of await pingAll(lab, interop, tunnel)) {
      sent += result.sent;
      received += result.received;
    }
    for (const reverse of [false, true]) {
      const { v6, v4 } = tunnel.theirs;
      const target = reverse ? v6 : v4;
      const tcp = await tcpThroughput(lab, interop.left, { target, seconds: TCP_SECONDS, reverse });
      figures[`${tunnel.label}${reverse ? 'BackIpv6' : 'OutIpv4'}Mbps`] = Math.round(tcp.megabitsPerSecond);
      pass &&= tcp.megabitsPerSecond >= LEAST_MBPS;
    }
  }
  const { tunnels } = await interop.node.status();
  const established = tunnels.filter(({ state }) => state === 'established').length;
  pass &&= received === sent && established === interop.tunnels.length;
  return { pass, figures: { ...figures, sent, received, established } };
}

/** The side that sends message 1 pings first; the other cannot, since it knows no endpoint. */
async function pingAll(lab: Lab, { left, right }: Interop, { combination, ours, theirs }: InteropTunnel) {
  const out = [theirs.v4, theirs.v6].map((target) => ({ from: left, target }));
  const back = [ours.v4, ours.v6].map((target) => ({ from: right, target }));
  const order = combination.ourRole === 'initiator' ? [...out, ...back] : [...back, ...out];
  const results = [];
  for (const { from, target } of order) results.push(await ping(lab, from, target, PINGS));
  return results;
}
