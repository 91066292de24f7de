import { DecodeError } from '../bytes/decode-error.ts';
import { ADDRESS_LENGTH, formatIpAddress, type IpAddress, parseIpAddress } from './ip-address.ts';

/** A block of addresses: those whose first `length` bits are those of `address`. */
export interface Prefix {
  readonly address: IpAddress;
  /** 0 to 32 or 0 to 128 bits. */
  readonly length: number;
}

/** Prefix of `address/length`; bits after the length must be zero. DecodeError otherwise. */
export function parsePrefix(text: string): Prefix {
  const match = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(text);
  if (match === null) throw new DecodeError('not a prefix');
  return prefixOf(parseIpAddress(match[1] as string), Number(match[2]));
}

/** A checked prefix: the length fits the family and no bit after it is set. DecodeError otherwise. */
export function prefixOf(address: IpAddress, length: number): Prefix {
  if (length > ADDRESS_LENGTH[address.family] * 8) throw new DecodeError('prefix too long');
  const hostBits = address.bytes.some((byte, index) => (byte & ~maskByte(length, index)) !== 0);
  if (hostBits) throw new DecodeError('bits set after the prefix length');
  return { address, length };
}

/** Text form `address/length`, which `parsePrefix` takes back. */
export function formatPrefix(prefix: Prefix): string {
  return `${formatIpAddress(prefix.address)}/${prefix.length}`;
}

/** True when the address lies in the prefix; an address of the other family never does. */
export function prefixContains(prefix: Prefix, address: IpAddress): boolean {
  if (prefix.address.family !== address.family) return false;
  return address.bytes.every((byte, index) => {
    const difference = byte ^ (prefix.address.bytes[index] as number);
    return (difference & maskByte(prefix.length, index)) === 0;
  });
}

/** True when every address of `inner` lies in `outer`. */
export function prefixCovers(outer: Prefix, inner: Prefix): boolean {
  return outer.length <= inner.length && prefixContains(outer, inner.address);
}

/** The prefix of exactly one address. */
export function hostPrefix(address: IpAddress): Prefix {
  return { address, length: ADDRESS_LENGTH[address.family] * 8 };
}

function maskByte(length: number, index: number): number {
  const bits = Math.min(8, Math.max(0, length - index * 8));
  return (0xff00 >> bits) & 0xff;
}
