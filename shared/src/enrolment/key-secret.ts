import { utf8Encode } from '../bytes/text.ts';
import type { CryptoPrimitives } from '../crypto/primitives.ts';

/**
 * What is kept of an enrolment key's secret: SHA-256 over the UTF-8 bytes of its text, 32 bytes. Plain hashing is
 * enough, since the secret has 256 random bits.
 */
export function hashKeySecret(
  primitives: Pick<CryptoPrimitives, 'sha256'>,
  secret: string,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(primitives.sha256(utf8Encode(secret)));
}
