import { randomBytes } from 'node:crypto';
import type { StateDirectory } from './state-directory.ts';

const FILE = 'node.key';

/** The node's X25519 private key (32 bytes): read, or drawn and stored on first use. It never leaves the device. */
export function loadOrCreatePrivateKey(directory: StateDirectory): Uint8Array {
  if (directory.read(FILE) === undefined)
    directory.create(FILE, `${randomBytes(32).toString('base64url')}\n`);
  // Of several processes that start at once all use the key that is there in the end.
  const key = Buffer.from((directory.read(FILE) ?? '').trim(), 'base64url');
  if (key.length !== 32) throw new Error(`${directory.path}/${FILE} does not hold a 32-byte key`);
  return new Uint8Array(key);
}
