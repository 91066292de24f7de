import type { StockPeer } from '@ntmobile/node-core';
import type { StateDirectory } from './state-directory.ts';

const FILE = 'peers.json';

/** As stored: keys in base64, as WireGuard's tools write them. */
interface StoredPeer extends Omit<StockPeer, 'publicKey' | 'presharedKey'> {
  readonly publicKey: string;
  readonly presharedKey?: string;
}

/** Stock peers a person configured, in the order in which they were added. */
export function loadStockPeers(directory: StateDirectory): StockPeer[] {
  return read(directory).map(({ publicKey, presharedKey, ...rest }) => ({
    ...rest,
    publicKey: bytesOf(publicKey),
    ...(presharedKey !== undefined && { presharedKey: bytesOf(presharedKey) }),
  }));
}

/** Adds a peer, or replaces the one of the same name. */
export function saveStockPeer(directory: StateDirectory, peer: StockPeer): void {
  const { publicKey, presharedKey, ...rest } = peer;
  const stored: StoredPeer = {
    ...rest,
    publicKey: textOf(publicKey),
    ...(presharedKey && { presharedKey: textOf(presharedKey) }),
  };
  const others = read(directory).filter((other) => other.name !== peer.name);
  directory.write(FILE, `${JSON.stringify([...others, stored], null, 2)}\n`);
}

function read(directory: StateDirectory): StoredPeer[] {
  return JSON.parse(directory.read(FILE) ?? '[]');
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
