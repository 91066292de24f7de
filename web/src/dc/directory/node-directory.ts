import { formatIpAddress, hexEncode, type IpAddress } from '@ntmobile/shared';
import type { NodeProfile } from './node-profile.ts';

/** All nodes of the realm, found by id, static key, name and virtual address. Deleted ones are found by id only. */
export class NodeDirectory {
  readonly #byId = new Map<string, NodeProfile>();
  readonly #idByKey = new Map<string, string>();
  readonly #idByName = new Map<string, string>();
  readonly #idByAddress = new Map<string, string>();

  get size(): number {
    return this.#byId.size;
  }

  all(): IterableIterator<NodeProfile> {
    return this.#byId.values();
  }

  byId(id: string): NodeProfile | undefined {
    return this.#byId.get(id);
  }

  byStaticKey(key: Uint8Array): NodeProfile | undefined {
    return this.#find(this.#idByKey, hexEncode(key));
  }

  byName(name: string): NodeProfile | undefined {
    return this.#find(this.#idByName, name);
  }

  byAddress(address: IpAddress): NodeProfile | undefined {
    return this.#find(this.#idByAddress, formatIpAddress(address));
  }

  /** Takes over a node's newest profile; returns the one before. */
  put(profile: NodeProfile): NodeProfile | undefined {
    const before = this.#byId.get(profile.id);
    if (before !== undefined) this.#unindex(before);
    this.#byId.set(profile.id, profile);
    if (profile.standing === 'deleted') return before;
    this.#idByKey.set(hexEncode(profile.staticKey), profile.id);
    this.#idByName.set(profile.name, profile.id);
    for (const address of profile.addresses) this.#idByAddress.set(formatIpAddress(address), profile.id);
    return before;
  }

  #find(index: Map<string, string>, key: string): NodeProfile | undefined {
    const id = index.get(key);
    return id === undefined ? undefined : this.#byId.get(id);
  }

  // An entry that meanwhile belongs to another node stays.
  #unindex(profile: NodeProfile): void {
    removeOwn(this.#idByKey, hexEncode(profile.staticKey), profile.id);
    removeOwn(this.#idByName, profile.name, profile.id);
    for (const address of profile.addresses)
      removeOwn(this.#idByAddress, formatIpAddress(address), profile.id);
  }
}

function removeOwn(index: Map<string, string>, key: string, id: string): void {
  if (index.get(key) === id) index.delete(key);
}
