import { randomBytes } from 'node:crypto';

/** Public id and secret of an enrolment key. The secret is in the enrolment string and nowhere else. */
export interface NewKeySecret {
  /** 12 characters of base32, part of the enrolment string and of the list. */
  readonly id: string;
  /** 43 characters of base64url: 32 random bytes. */
  readonly secret: string;
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_CHARACTERS = 12;

/** Draws a key. */
export function drawKeySecret(): NewKeySecret {
  const id = Array.from(randomBytes(ID_CHARACTERS), (byte) => BASE32[byte % BASE32.length]).join('');
  return { id, secret: randomBytes(32).toString('base64url') };
}
