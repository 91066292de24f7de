import { type IpAddress, unmapIpAddress } from './ip-address.ts';

/** What counts as one source where strangers are limited: an IPv4 address, or the first 56 bits of an IPv6 address. */
export function sourceKey(address: IpAddress): string {
  const { family, bytes } = unmapIpAddress(address);
  return family === 4 ? bytes.join('.') : bytes.slice(0, 7).join(':');
}
