import { bytesEqual, type IpAddress, ipAddressEquals, type PathId } from '@ntmobile/shared';
import type { TunnelEntry } from './tunnel-entry.ts';

/** Per correspondent: virtual and real addresses, keys, route. Authoritative; the data plane holds a copy. */
export class TunnelTable {
  readonly #entries = new Map<number, TunnelEntry>();

  add(entry: TunnelEntry): void {
    this.#entries.set(entry.peer, entry);
  }

  remove(entry: TunnelEntry): void {
    this.#entries.delete(entry.peer);
  }

  get entries(): readonly TunnelEntry[] {
    return [...this.#entries.values()];
  }

  find(peer: number): TunnelEntry | undefined {
    return this.#entries.get(peer);
  }

  findByNodeId(nodeId: string): TunnelEntry | undefined {
    return this.#first((entry) => entry.node.nodeId === nodeId);
  }

  findByPathId(pathId: PathId): TunnelEntry | undefined {
    return this.#first((entry) => bytesEqual(entry.direction.pathId, pathId));
  }

  findByKey(staticKey: Uint8Array): TunnelEntry | undefined {
    return this.#first((entry) => bytesEqual(entry.node.staticKey, staticKey));
  }

  findByAddress(address: IpAddress): TunnelEntry | undefined {
    return this.#first((entry) => entry.node.addresses.some((own) => ipAddressEquals(own, address)));
  }

  /** By the label under the realm's domain. */
  findByName(name: string): TunnelEntry | undefined {
    return this.#first((entry) => entry.node.name === name);
  }

  #first(wanted: (entry: TunnelEntry) => boolean): TunnelEntry | undefined {
    for (const entry of this.#entries.values()) if (wanted(entry)) return entry;
    return undefined;
  }
}
