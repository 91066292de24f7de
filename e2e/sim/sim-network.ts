import { seededRandom } from '../../android-node/core/src/testing/virtual-network.ts';
import { Deadlines } from '../../web/src/dc/deadlines.ts';
import { addressOf, type Nat } from './nat.ts';

/** A datagram on its way. */
export interface SimPacket {
  readonly source: string;
  readonly destination: string;
  readonly datagram: Uint8Array;
}

/** A machine that packets and time reach. */
export interface Machine {
  /** Packets as its NAT lets them in; the destination is the machine's own endpoint. */
  receive(packet: SimPacket): void;
  wake(): void;
}

/** Where a machine is. */
export interface Site {
  readonly address: string;
  /** One-way delay to the middle of the network: between two machines it is the sum of theirs. */
  readonly halfDelayMs: number;
  readonly nat?: Nat;
}

interface Attached {
  readonly site: Site;
  readonly machine: Machine;
}

const LAN_DELAY_MS = 1;

/**
 * The internet in memory: a virtual clock, delays, NATs, and loss, copies and jitter of a seed. Machines behind one
 * NAT reach each other's inner addresses directly.
 */
export class SimNetwork {
  now = 0;
  /** Share of packets that are lost, and that arrive twice. */
  loss = 0;
  duplication = 0;
  /** Longest extra delay of a packet, which lets packets overtake each other. */
  jitterMs = 0;
  /** Somebody on the way: what goes on in place of a packet's datagram, if anything. */
  onPath: (packet: SimPacket) => Uint8Array | undefined = ({ datagram }) => datagram;
  /** Every packet that was sent, also lost ones, as it leaves its NAT. */
  readonly sent: SimPacket[] = [];
  readonly #random: () => number;
  readonly #events = new Deadlines<() => void>();
  readonly #attached = new Map<string, Attached>();
  readonly #nats = new Map<string, { readonly nat: Nat; readonly halfDelayMs: number }>();
  #packets = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  attach(site: Site, machine: Machine): void {
    this.#attached.set(siteKey(site.nat, site.address), { site, machine });
    const { nat, halfDelayMs } = site;
    if (nat !== undefined) this.#nats.set(nat.address, { nat, halfDelayMs });
  }

  /** The machine there is switched off: it is neither woken nor reached. */
  detach(site: Site): void {
    const key = siteKey(site.nat, site.address);
    this.#attached.delete(key);
    this.#events.clear(`wake ${key}`);
  }

  /** When the machine there wants to be woken; undefined: not at all. */
  armWake(site: Site, at: number | undefined): void {
    const key = siteKey(site.nat, site.address);
    if (at === undefined) this.#events.clear(`wake ${key}`);
    else
      this.#events.set(`wake ${key}`, Math.max(at, this.now), () => this.#attached.get(key)?.machine.wake());
  }

  /** A machine sends: within its own network, or through its NAT, over the internet and through the other NAT. */
  send(from: Site, packet: SimPacket): void {
    const { source, destination, datagram } = packet;
    const neighbour = siteKey(from.nat, addressOf(destination));
    if (from.nat !== undefined && this.#attached.has(neighbour)) {
      this.sent.push(packet);
      this.#after(LAN_DELAY_MS, () => this.#attached.get(neighbour)?.machine.receive(packet));
      return;
    }
    const outer = { source: from.nat?.outbound(source, destination) ?? source, destination, datagram };
    this.sent.push(outer);
    this.#cross(from.halfDelayMs, outer);
  }

  /** A packet appears at its destination's NAT, written by whoever can forge its source. */
  inject(packet: SimPacket): void {
    const address = addressOf(packet.destination);
    const behind = this.#nats.get(address);
    if (behind === undefined) {
      this.#attached.get(siteKey(undefined, address))?.machine.receive(packet);
      return;
    }
    const inner = behind.nat.inbound(packet.source, packet.destination);
    if (inner === undefined) return;
    const key = siteKey(behind.nat, addressOf(inner));
    this.#attached.get(key)?.machine.receive({ ...packet, destination: inner });
  }

  /** Lets time pass, stopping early as soon as `until` holds. Returns whether it does. */
  run(ms: number, until: () => boolean = () => false): boolean {
    const end = this.now + ms;
    while (!until()) {
      const next = this.#events.next();
      if (next === undefined || next > end) {
        this.now = end;
        return until();
      }
      this.now = Math.max(this.now, next);
      this.#events.takeDue(this.now)?.();
    }
    return true;
  }

  #cross(fromHalfMs: number, sent: SimPacket): void {
    if (this.#random() < this.loss) return;
    const datagram = this.onPath(sent);
    if (datagram === undefined) return;
    const packet = { ...sent, datagram };
    const delay = fromHalfMs + this.#halfDelayTo(addressOf(packet.destination));
    const copies = this.#random() < this.duplication ? 2 : 1;
    for (let copy = 0; copy < copies; copy++)
      this.#after(delay + Math.floor(this.#random() * this.jitterMs), () => this.inject(packet));
  }

  #after(delay: number, event: () => void): void {
    this.#packets += 1;
    this.#events.set(`packet ${this.#packets}`, this.now + delay, event);
  }

  #halfDelayTo(address: string): number {
    const open = this.#attached.get(siteKey(undefined, address));
    return open?.site.halfDelayMs ?? this.#nats.get(address)?.halfDelayMs ?? 0;
  }
}

function siteKey(nat: Nat | undefined, address: string): string {
  return `${nat?.address ?? 'open'} ${address}`;
}
