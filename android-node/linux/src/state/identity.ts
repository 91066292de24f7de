import { randomBytes } from 'node:crypto';
import type { StateDirectory } from './state-directory.ts';

const FILE = 'node.key';

/** The node's X25519 private key (32 bytes): read, or drawn and stored on first use. It never leaves the device. */
export function loadOrCreatePrivateKey(directory: StateDirectory): Uint8Array {
  const stored = directory.read(FILE);
  if (stored === undefined) {
    const key = randomBytes(32);
    directory.write(FILE, `${key.toString('base64url')}\n`);
    return new Uint8Array(key);
  }
  const key = Buffer.from(stored.trim(), 'base64url');
  if (key.length !== 32) throw new Error(`${directory.path}/${FILE} does not hold a 32-byte key`);
  return new Uint8Array(key);
}
