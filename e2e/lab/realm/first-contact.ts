import { Capture, decode } from '../capture.ts';
import type { Lab } from '../lab.ts';
import { ping } from '../ping.ts';
import { until } from '../shell.ts';
import type { Site } from '../site.ts';
import type { LabRealm } from './lab-realm.ts';
import { queryA } from './name-service.ts';

/** Payload of the first ping: its packet is longer than anything else that a new tunnel carries but MTU probes. */
const PAYLOAD = 700;
const SEALED_LENGTHS = { from: PAYLOAD + 28 + 32, to: PAYLOAD + 28 + 32 + 16 + 8 } as const;
const CONTROL = { count: 20, everyS: 0.02 };

/** Times in milliseconds. */
export interface FirstContact {
  /** Wall time of the whole `ping` command by name, without a tunnel before. */
  readonly firstPingMs: number;
  /** From the application's DNS query in the TUN to the sealed first data packet on the wire. */
  readonly queryToFirstPacketMs: number;
  /** The round trips that the protocol needs for that, measured on the bare wire. */
  readonly protocolMs: number;
  /** What is left: our own work. */
  readonly overheadMs: number;
}

/**
 * The first packet between the nodes of two sites without a tunnel, by the name of the callee, beside the bare round trips
 * in the same network.
 */
export async function firstContact(
  lab: Lab,
  of: { readonly realm: LabRealm; readonly from: string; readonly to: string; readonly callee?: string },
): Promise<FirstContact> {
  const { realm, callee = of.to } = of;
  const [from, to, name] = [realm.site(of.from), realm.site(of.to), `${callee}.ntm.internal`];
  const protocolMs = await protocolTime(lab, realm, from, to);
  const capture = await Capture.start(lab, from.namespace, ['eth0', 'ntm0'], `to-${callee}`);
  await untilBothCaptured(lab, from, capture);
  const begun = performance.now();
  // One family only: two queries at once would share one direction, and one of them is enough.
  await lab.in(from.namespace, 'ping', '-4', '-n', '-c', '1', '-W', '3', '-s', String(PAYLOAD), name);
  const firstPingMs = performance.now() - begun;
  const queryToFirstPacketMs = await until('the capture shows query and packet', 10_000, () =>
    timeBetween(capture.path, name),
  );
  await capture.stop();
  const overheadMs = queryToFirstPacketMs - protocolMs;
  return {
    firstPingMs: Math.round(firstPingMs),
    queryToFirstPacketMs: rounded(queryToFirstPacketMs),
    protocolMs: rounded(protocolMs),
    overheadMs: rounded(overheadMs),
  };
}

/** max(RTT caller-DC, half of it + half RTT DC-callee) + one round trip between the ends. */
async function protocolTime(lab: Lab, realm: LabRealm, from: Site, to: Site): Promise<number> {
  const rtt = async (site: Site, target: string) => {
    const { averageMs } = await ping(lab, site.namespace, target, CONTROL);
    if (averageMs === undefined) throw new Error(`${target} does not answer on the bare wire`);
    return averageMs;
  };
  const caller = await rtt(from, realm.server.v4);
  const callee = await rtt(to, realm.server.v4);
  return Math.max(caller, (caller + callee) / 2) + (await rtt(from, to.outer.v4));
}

/** tshark says that it captures before it does on every interface: a name of the world crosses both. */
async function untilBothCaptured(lab: Lab, from: Site, capture: Capture): Promise<void> {
  let tries = 0;
  await until('the capture sees both interfaces', 20_000, async () => {
    tries += 1;
    const name = `marker-${tries}.example.test`;
    await queryA(lab, from.namespace, name);
    // The node mixes the case of letters in what it asks of other resolvers.
    const filter = `dns.flags.response == 0 && lower(dns.qry.name) == "${name}"`;
    const rows = await decode(capture.path, { preferences: [], filter, fields: ['frame.interface_name'] });
    return new Set(rows.map(([device]) => device)).size === 2 ? true : undefined;
  });
}

async function timeBetween(path: string, name: string): Promise<number | undefined> {
  const { from, to } = SEALED_LENGTHS;
  const filter = `(dns.flags.response == 0 && dns.qry.name == "${name}") || (wg.type == 4 && udp.length >= ${from} && udp.length <= ${to})`;
  const rows = await decode(path, { preferences: [], filter, fields: ['frame.time_epoch', 'wg.type'] });
  const query = rows.find((row) => row[1] === '');
  const packet = rows.find((row) => row[1] === '4');
  if (query === undefined || packet === undefined) return undefined;
  return (Number(packet[0]) - Number(query[0])) * 1000;
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
