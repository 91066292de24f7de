import { randomBytes } from 'node:crypto';

/** Letters and digits that are not taken for each other. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const GROUP_CHARACTERS = 4;

/** A secret that people copy by hand: groups of four characters, 20 random bits each, joined by `-`. */
export function drawReadableSecret(groups: number): string {
  const group = () =>
    Array.from(randomBytes(GROUP_CHARACTERS), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return Array.from({ length: groups }, group).join('-');
}
