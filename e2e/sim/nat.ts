import { formatIpAddress, parseEndpoint } from '@ntmobile/shared';

/** How a NAT chooses the outer port and whom it lets in. */
export type NatKind =
  /** One outer port for each inner socket; only whom that socket has sent to comes in. */
  | 'portRestricted'
  /** Another outer port for each destination; only that destination comes in. */
  | 'symmetric';

/** A NAT with one outer IPv4 address, as found at homes. Mappings do not expire. */
export class Nat {
  readonly address: string;
  readonly #kind: NatKind;
  readonly #outer = new Map<string, string>();
  readonly #inner = new Map<string, string>();
  readonly #admitted = new Set<string>();
  #nextPort = 40_000;

  constructor(address: string, kind: NatKind) {
    this.address = address;
    this.#kind = kind;
  }

  /** A packet leaves: its source as seen outside. */
  outbound(source: string, destination: string): string {
    const key = this.#kind === 'symmetric' ? `${source} ${destination}` : source;
    const outer = this.#outer.get(key) ?? this.#map(key, source);
    this.#admitted.add(`${outer} ${destination}`);
    return outer;
  }

  /** A packet comes to an outer endpoint: the inner one, or undefined when it is not let in. */
  inbound(source: string, destination: string): string | undefined {
    return this.#admitted.has(`${destination} ${source}`) ? this.#inner.get(destination) : undefined;
  }

  #map(key: string, source: string): string {
    this.#nextPort += 1;
    const outer = `${this.address}:${this.#nextPort}`;
    this.#outer.set(key, outer);
    this.#inner.set(outer, source);
    return outer;
  }
}

/** The address of an endpoint's text. */
export function addressOf(endpoint: string): string {
  return formatIpAddress(parseEndpoint(endpoint).address);
}
