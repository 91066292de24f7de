import {
  type Endpoint,
  type IpAddress,
  ipAddressEquals,
  type Prefix,
  prefixContains,
} from '@ntmobile/shared';

/** What a registration tells a node about its realm and itself. */
export interface RealmFacts {
  /** Lower case, no final dot. */
  readonly domain: string;
  readonly prefixes: readonly Prefix[];
  readonly resolvers: readonly IpAddress[];
  readonly ownName: string;
  readonly ownAddresses: readonly IpAddress[];
}

/** The realm as this node knows it; empty until the first registration. */
export class Realm {
  #facts: RealmFacts | undefined;
  readonly #observed = new Map<4 | 6, Endpoint>();
  #serverTimeOffset: number | undefined;

  get facts(): RealmFacts | undefined {
    return this.#facts;
  }

  registered(facts: RealmFacts): void {
    this.#facts = facts;
  }

  /** Takes over what every authenticated answer of the coordinator says. */
  answered(serverTimeMs: number, observed: Endpoint, now: number): void {
    this.#serverTimeOffset = serverTimeMs - now;
    this.#observed.set(observed.address.family, observed);
  }

  /** The network changed: what the coordinator saw is no longer true. */
  forgetObserved(): void {
    this.#observed.clear();
  }

  get observed(): readonly Endpoint[] {
    return [...this.#observed.values()];
  }

  /** Unix milliseconds by the coordinator's clock; undefined before its first answer. */
  serverTime(now: number): number | undefined {
    return this.#serverTimeOffset === undefined ? undefined : now + this.#serverTimeOffset;
  }

  contains(address: IpAddress): boolean {
    return this.#facts?.prefixes.some((prefix) => prefixContains(prefix, address)) ?? false;
  }

  isOwnAddress(address: IpAddress): boolean {
    return this.#facts?.ownAddresses.some((own) => ipAddressEquals(own, address)) ?? false;
  }
}
