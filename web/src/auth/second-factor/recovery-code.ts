import { createHash } from 'node:crypto';
import { drawReadableSecret } from '../readable-secret.ts';

/** How many are given at once. */
export const RECOVERY_CODES = 10;
const GROUPS = 4;

/** Ten codes of 80 random bits, as people write them down. */
export function drawRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => drawReadableSecret(GROUPS));
}

/** SHA-256 of a code, however its groups are typed. A code cannot be guessed, so a slow hash would add nothing. */
export function recoveryCodeHash(code: string): Uint8Array<ArrayBuffer> {
  const typed = code.toLowerCase().replace(/[\s-]/g, '');
  return new Uint8Array(createHash('sha256').update(typed).digest());
}
