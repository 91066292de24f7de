import { type IpAddress, ipAddressOf } from '@ntmobile/shared';

/** The address that a reverse name asks about (RFC 1035 section 3.5, RFC 3596 section 2.5), if it is a whole one. */
export function addressOfReverseName(name: string): IpAddress | undefined {
  const labels = name.toLowerCase().split('.').reverse();
  const [arpa, zone, ...rest] = labels;
  if (arpa !== 'arpa') return undefined;
  if (zone === 'in-addr' && rest.length === 4) return addressOf(rest.map(decimal));
  if (zone === 'ip6' && rest.length === 32) return addressOf(pairsOf(rest));
  return undefined;
}

function addressOf(bytes: readonly (number | undefined)[]): IpAddress | undefined {
  const known = bytes.filter((byte) => byte !== undefined);
  return known.length === bytes.length ? ipAddressOf(Uint8Array.from(known)) : undefined;
}

function decimal(label: string): number | undefined {
  return /^(0|[1-9][0-9]{0,2})$/.test(label) && Number(label) <= 255 ? Number(label) : undefined;
}

function pairsOf(nibbles: readonly string[]): (number | undefined)[] {
  return Array.from({ length: nibbles.length / 2 }, (_, index) => {
    const pair = `${nibbles[2 * index]}${nibbles[2 * index + 1]}`;
    return /^[0-9a-f]{2}$/.test(pair) ? Number.parseInt(pair, 16) : undefined;
  });
}
