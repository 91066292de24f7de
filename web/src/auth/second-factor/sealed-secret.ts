import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed secret cannot be opened: it was changed, belongs to another user, or the key is another. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * Seals the secret of a user: nonce (12), AES-256-GCM text, tag (16). The user's id is bound to it, so that whoever
 * writes to the database cannot give one user the secret of another. `key` has 32 bytes.
 */
export function sealSecret(key: Uint8Array, userId: string, secret: Uint8Array): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(userId));
  const text = Buffer.concat([cipher.update(secret), cipher.final()]);
  return new Uint8Array(Buffer.concat([nonce, text, cipher.getAuthTag()]));
}

/** Opens what `sealSecret` made for this user; SealError where it did not. */
export function openSecret(key: Uint8Array, userId: string, sealed: Uint8Array): Uint8Array {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new SealError('The sealed secret is too short');
  const textEnd = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(userId));
  decipher.setAuthTag(sealed.subarray(textEnd));
  try {
    return new Uint8Array(
      Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, textEnd)), decipher.final()]),
    );
  } catch {
    throw new SealError('The sealed secret belongs to another user or key, or was changed');
  }
}
