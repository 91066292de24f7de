import { createHash } from 'node:crypto';

export const MARK_TILES = 11;
const TILE = 10;

/** Lines of a realm's mark in a square of 110 units. */
export interface RealmMark {
  readonly ink: string;
  readonly accent: string;
}

/**
 * The mark of a realm: 11 x 11 tiles (two arcs, two arcs turned, a crossing), each chosen by four bits of
 * SHA-256 over the public key and, since one digest is too short, over that digest. It helps memory only:
 * whoever copies the page can copy it.
 */
export function realmMark(publicKey: Uint8Array): RealmMark {
  const first = createHash('sha256').update(publicKey).digest();
  const second = createHash('sha256').update(first).digest();
  const bytes = Buffer.concat([first, second]);
  const lines = { ink: '', accent: '' };
  for (let index = 0; index < MARK_TILES * MARK_TILES; index++) {
    const byte = bytes[index >> 1] ?? 0;
    const nibble = index % 2 === 0 ? byte >> 4 : byte & 15;
    const x = (index % MARK_TILES) * TILE;
    const y = Math.floor(index / MARK_TILES) * TILE;
    lines[nibble % 7 === 6 ? 'accent' : 'ink'] += tile(nibble, x, y);
  }
  return lines;
}

function tile(nibble: number, x: number, y: number): string {
  if (nibble >= 14) return `M${x + 5} ${y}v10M${x} ${y + 5}h3M${x + 7} ${y + 5}h3`;
  if (nibble < 7) return `M${x + 5} ${y}a5 5 0 0 1 -5 5M${x + 10} ${y + 5}a5 5 0 0 0 -5 5`;
  return `M${x + 5} ${y}a5 5 0 0 0 5 5M${x} ${y + 5}a5 5 0 0 1 5 5`;
}

/** First 16 bytes of a key in hexadecimal, in groups of two bytes and two lines. */
export function keyLines(publicKey: Uint8Array): readonly [string, string] {
  const groups = Buffer.from(publicKey.subarray(0, 16)).toString('hex').match(/.{4}/g) ?? [];
  return [groups.slice(0, 4).join(' '), groups.slice(4).join(' ')];
}
