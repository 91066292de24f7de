/** Random numbers in [0, 1) from a seed (mulberry32): equal seeds give equal runs. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Random bytes from a seeded source. */
export function seededBytes(random: () => number): (length: number) => Uint8Array {
  return (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

/** Something that time and packets reach. */
export interface Station {
  /** When it wants to be woken; undefined: never. */
  deadline(): number | undefined;
  wake(now: number): void;
  receive(packet: VirtualPacket, now: number): void;
}

/** A datagram on its way. */
export interface VirtualPacket {
  readonly source: string;
  readonly destination: string;
  readonly datagram: Uint8Array;
}

/** Stations on one network with a virtual clock, a delay and seeded loss. */
export class VirtualNetwork {
  now = 0;
  loss = 0;
  delayMs = 10;
  /** Larger datagrams are lost. */
  largest = Number.POSITIVE_INFINITY;
  /** Every packet sent, also lost ones. */
  readonly sent: VirtualPacket[] = [];
  readonly #random: () => number;
  readonly #stations = new Map<string, Station>();
  #flying: { at: number; packet: VirtualPacket }[] = [];

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** Packets to this endpoint reach the station; undefined takes the endpoint away. */
  attach(endpoint: string, station: Station | undefined): void {
    if (station === undefined) this.#stations.delete(endpoint);
    else this.#stations.set(endpoint, station);
  }

  send(packet: VirtualPacket): void {
    this.sent.push(packet);
    if (packet.datagram.length > this.largest) return;
    if (this.#random() >= this.loss) this.#flying.push({ at: this.now + this.delayMs, packet });
  }

  /** Lets the time pass, stopping early as soon as `until` holds. Returns whether it does. */
  run(ms: number, until: () => boolean = () => false): boolean {
    const end = this.now + ms;
    while (!until()) {
      const next = this.#nextTime();
      if (next === undefined || next > end) {
        this.now = end;
        return until();
      }
      this.now = Math.max(this.now, next);
      this.#step();
    }
    return true;
  }

  #nextTime(): number | undefined {
    const times = [...new Set(this.#stations.values())].map((station) => station.deadline());
    const all = [...times, ...this.#flying.map(({ at }) => at)].filter((time) => time !== undefined);
    return all.length === 0 ? undefined : Math.min(...all);
  }

  #step(): void {
    const arrived = this.#flying.filter(({ at }) => at <= this.now);
    this.#flying = this.#flying.filter(({ at }) => at > this.now);
    for (const { packet } of arrived) this.#stations.get(packet.destination)?.receive(packet, this.now);
    for (const station of new Set(this.#stations.values()))
      if ((station.deadline() ?? Number.POSITIVE_INFINITY) <= this.now) station.wake(this.now);
  }
}
