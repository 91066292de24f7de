import { type IpAddress, parsePrefix, prefixContains } from '@ntmobile/shared';

/** RFC 1918, RFC 6598 and RFC 4193: addresses that mean something inside one network only. */
const PRIVATE_PREFIXES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(
  parsePrefix,
);

/** True for an address that may exist in many networks at once. */
export function isPrivateAddress(address: IpAddress): boolean {
  return PRIVATE_PREFIXES.some((prefix) => prefixContains(prefix, address));
}
