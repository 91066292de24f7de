import { randomBytes } from 'node:crypto';

/** Cryptographically secure random bytes, as a plain Uint8Array. */
export function drawBytes(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length));
}
