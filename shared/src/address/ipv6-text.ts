import { DecodeError } from '../bytes/decode-error.ts';
import { parseIpv4 } from './ipv4-text.ts';

const GROUPS = 8;

/** Sixteen bytes of RFC 4291 section 2.2 text (`::` once, dotted decimal at the end allowed). */
export function parseIpv6(text: string): Uint8Array {
  const halves = text.split('::');
  if (halves.length > 2) throw new DecodeError('two :: in an IPv6 address');
  const last = halves.length - 1;
  const [head = [], tail = []] = halves.map((half, index) => parseGroups(half, index === last));
  const missing = GROUPS - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1)
    throw new DecodeError('an IPv6 address has eight groups');
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function parseGroups(half: string, dottedAllowed: boolean): number[] {
  if (half === '') return [];
  const parts = half.split(':');
  return parts.flatMap((part, index) => {
    if (dottedAllowed && index === parts.length - 1 && part.includes('.')) return dottedGroups(part);
    if (!/^[0-9a-fA-F]{1,4}$/.test(part)) throw new DecodeError('bad group in IPv6 address');
    return [Number.parseInt(part, 16)];
  });
}

function dottedGroups(text: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = parseIpv4(text);
  return [(a << 8) | b, (c << 8) | d];
}

/** Canonical text (RFC 5952): lower case, the first longest run of two or more zero groups as `::`. */
export function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from(
    { length: GROUPS },
    (_, i) => ((bytes[i * 2] as number) << 8) | (bytes[i * 2 + 1] as number),
  );
  const run = longestZeroRun(groups);
  if (run.length < 2) return hexGroups(groups);
  return `${hexGroups(groups.slice(0, run.start))}::${hexGroups(groups.slice(run.start + run.length))}`;
}

function hexGroups(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}
