/**
 * The applications of a simulated device, without I/O but for `send`: what they do is what a real device's would,
 * through the node's TUN.
 *
 *   quiet --time--> asking: DNS query for another device's name
 *     ^                |  address
 *     |                v
 *     +--time------ talking: datagrams to its service at a rate that comes and goes, answered by it
 *
 * It also serves: it answers datagrams to its service port and pings.
 */
import { type IpAddress, ipAddressEquals, parseIpAddress } from '@ntmobile/shared';
import type { DeviceKind, Range } from './device-kind.ts';
import { echoReply, readUdp, type UdpDatagram, udpPacket } from './inner-packet.ts';
import { addressAnswer, addressQuery } from './name-lookup.ts';

/** Port of each device's service. */
export const SERVICE_PORT = 4_100;
const DNS_PORT = 53;
const FIRST_CLIENT_PORT = 20_000;
const CLIENT_PORTS = 40_000;
const ANSWER_WITHIN_MS = 5_000;
const STEP_MS = 250;
/** A service gives no more for one datagram, whatever it is asked for. */
const MOST_ANSWER_BYTES = 1_200;
/** A rate comes and goes with this period, between a fifth and the whole. */
const WAVE_MS = 9_000;
const IPV6_SHARE = 0.3;

export interface DemoDeviceOptions {
  readonly kind: DeviceKind;
  /** Whole names of the other devices that are there now. */
  readonly others: () => readonly string[];
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly send: (packets: readonly Uint8Array[]) => void;
}

/** What the node configured: its own addresses as prefixes, and where it answers DNS. */
export interface DeviceAddresses {
  readonly addresses: readonly string[];
  readonly resolver: readonly string[];
}

type Activity =
  | { readonly kind: 'quiet'; readonly until: number }
  | { readonly kind: 'asking'; readonly query: Query; readonly until: number }
  | { readonly kind: 'talking'; readonly talk: Talk; readonly until: number };

interface Query {
  readonly id: number;
  readonly port: number;
  readonly family: 4 | 6;
}

interface Talk {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly port: number;
  readonly packetsPerSecond: number;
  readonly since: number;
  /** Parts of packets that are owed. */
  owed: number;
}

/** The applications of one device. `arrived` and `configured` are told of its TUN; `step` is to be called at `dueAt`. */
export class DemoDevice {
  readonly #options: DemoDeviceOptions;
  #addresses: readonly IpAddress[] = [];
  #resolvers: readonly IpAddress[] = [];
  #activity: Activity;
  #steppedAt: number;

  constructor(options: DemoDeviceOptions, now: number) {
    this.#options = options;
    this.#steppedAt = now;
    this.#activity = { kind: 'quiet', until: now + 1_000 * this.#draw([0, 5]) };
  }

  configured({ addresses, resolver }: DeviceAddresses): void {
    this.#addresses = addresses.map((prefix) => parseIpAddress(prefix.replace(/\/.*/, '')));
    this.#resolvers = resolver.map(parseIpAddress);
  }

  /** When `step` has something to do, in monotonic milliseconds; changes by `step` and `arrived`. */
  get dueAt(): number {
    const { kind, until } = this.#activity;
    return kind === 'talking' ? Math.min(until, this.#steppedAt + STEP_MS) : until;
  }

  /** Does what is due. */
  step(now: number): void {
    const activity = this.#activity;
    if (activity.kind === 'talking') this.#talk(activity.talk, now);
    this.#steppedAt = now;
    if (now < activity.until) return;
    if (activity.kind === 'quiet') this.#ask(now);
    else this.#rest(now);
  }

  /** Packets came out of the TUN. */
  arrived(packets: readonly Uint8Array[], now: number): void {
    const answers = packets.flatMap((packet) => this.#answer(packet, now) ?? []);
    if (answers.length > 0) this.#options.send(answers);
  }

  #ask(now: number): void {
    const others = this.#options.others();
    const name = others[Math.floor(this.#options.random() * others.length)];
    const family = this.#options.random() < IPV6_SHARE ? 6 : 4;
    const [source, resolver] = [
      this.#ofFamily(this.#addresses, family),
      this.#ofFamily(this.#resolvers, family),
    ];
    if (name === undefined || source === undefined || resolver === undefined) {
      this.#rest(now);
      return;
    }
    const query = { id: this.#whole([0, 65_535]), port: this.#clientPort(), family } as const;
    this.#activity = { kind: 'asking', query, until: now + ANSWER_WITHIN_MS };
    const payload = addressQuery(query.id, name, family);
    this.#options.send([
      udpPacket({
        source,
        destination: resolver,
        sourcePort: query.port,
        destinationPort: DNS_PORT,
        payload,
      }),
    ]);
  }

  #rest(now: number): void {
    this.#activity = { kind: 'quiet', until: now + 1_000 * this.#draw(this.#options.kind.quietSeconds) };
  }

  #answer(packet: Uint8Array, now: number): Uint8Array | undefined {
    const datagram = readUdp(packet);
    if (datagram === undefined) return echoReply(packet);
    if (datagram.sourcePort === DNS_PORT) this.#answered(datagram, now);
    return datagram.destinationPort === SERVICE_PORT ? served(datagram) : undefined;
  }

  #answered({ destinationPort, payload }: UdpDatagram, now: number): void {
    const activity = this.#activity;
    if (activity.kind !== 'asking' || activity.query.port !== destinationPort) return;
    const answer = addressAnswer(payload, activity.query);
    if (answer === undefined) return;
    const source = this.#ofFamily(this.#addresses, activity.query.family);
    const isOther = answer !== 'none' && !this.#addresses.some((own) => ipAddressEquals(own, answer));
    if (isOther && source !== undefined) this.#begin(source, answer, now);
    else this.#rest(now);
  }

  #begin(source: IpAddress, destination: IpAddress, now: number): void {
    const { packetsPerSecond, talkingSeconds } = this.#options.kind;
    const talk = {
      source,
      destination,
      port: this.#clientPort(),
      packetsPerSecond: this.#draw(packetsPerSecond),
      since: now,
      owed: 1,
    };
    this.#steppedAt = now;
    this.#activity = { kind: 'talking', talk, until: now + 1_000 * this.#draw(talkingSeconds) };
  }

  #talk(talk: Talk, now: number): void {
    const wave = 0.6 - 0.4 * Math.cos((2 * Math.PI * (now - talk.since)) / WAVE_MS);
    // A process that was held up does not make up for it.
    const elapsed = Math.min(now - this.#steppedAt, 4 * STEP_MS);
    talk.owed += (talk.packetsPerSecond * wave * elapsed) / 1_000;
    const count = Math.floor(talk.owed);
    talk.owed -= count;
    if (count > 0) this.#options.send(Array.from({ length: count }, () => this.#request(talk)));
  }

  #request({ source, destination, port }: Talk): Uint8Array {
    const { sentBytes, answerBytes } = this.#options.kind;
    const payload = new Uint8Array(Math.max(2, this.#whole(sentBytes)));
    new DataView(payload.buffer).setUint16(0, this.#whole(answerBytes));
    return udpPacket({ source, destination, sourcePort: port, destinationPort: SERVICE_PORT, payload });
  }

  #ofFamily(addresses: readonly IpAddress[], family: 4 | 6): IpAddress | undefined {
    return addresses.find((address) => address.family === family);
  }

  #clientPort(): number {
    return FIRST_CLIENT_PORT + this.#whole([0, CLIENT_PORTS - 1]);
  }

  #draw([least, most]: Range): number {
    return least + (most - least) * this.#options.random();
  }

  #whole(range: Range): number {
    return Math.round(this.#draw(range));
  }
}

/** The service: a datagram begins with the length of the answer that it asks for (u16, big-endian). */
function served({ payload, ...request }: UdpDatagram): Uint8Array | undefined {
  if (payload.length < 2) return undefined;
  const wanted = new DataView(payload.buffer, payload.byteOffset).getUint16(0);
  if (wanted === 0) return undefined;
  return udpPacket({
    source: request.destination,
    destination: request.source,
    sourcePort: request.destinationPort,
    destinationPort: request.sourcePort,
    payload: new Uint8Array(Math.min(wanted, MOST_ANSWER_BYTES)),
  });
}
