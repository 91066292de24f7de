import { DecodeError } from '../bytes/decode-error.ts';
import { parseIpv4 } from './ipv4-text.ts';
import { formatIpv6, parseIpv6 } from './ipv6-text.ts';

/** An IP address: 4 bytes of family 4 or 16 bytes of family 6, in network order. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly bytes: Uint8Array;
}

/** Length in bytes of an address of each family. */
export const ADDRESS_LENGTH = { 4: 4, 6: 16 } as const;

const V4_MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff] as const;

/** Address of its text: dotted decimal, or RFC 4291 section 2.2 without a zone. DecodeError for anything else. */
export function parseIpAddress(text: string): IpAddress {
  if (text.includes(':')) return { family: 6, bytes: parseIpv6(text) };
  return { family: 4, bytes: parseIpv4(text) };
}

/** Text of an address; IPv6 in the canonical form of RFC 5952. */
export function formatIpAddress(address: IpAddress): string {
  const { family, bytes } = address;
  return family === 4 ? `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}` : formatIpv6(bytes);
}

/** Address of 4 or 16 bytes; DecodeError for any other length. */
export function ipAddressOf(bytes: Uint8Array): IpAddress {
  if (bytes.length === 4) return { family: 4, bytes };
  if (bytes.length === 16) return { family: 6, bytes };
  throw new DecodeError(`an address of ${bytes.length} bytes`);
}

/** Whether family and bytes are the same: an IPv4-mapped address is not the IPv4 one (`unmapIpAddress`). */
export function ipAddressEquals(a: IpAddress, b: IpAddress): boolean {
  return a.family === b.family && a.bytes.every((byte, index) => byte === b.bytes[index]);
}

/** The IPv4 address inside an IPv4-mapped IPv6 address (::ffff:0:0/96); any other address as it is. */
export function unmapIpAddress(address: IpAddress): IpAddress {
  const mapped = address.family === 6 && V4_MAPPED.every((byte, index) => byte === address.bytes[index]);
  return mapped ? { family: 4, bytes: address.bytes.slice(12) } : address;
}
