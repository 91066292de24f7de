import { DecodeError } from '../bytes/decode-error.ts';
import { formatIpAddress, type IpAddress, ipAddressEquals, parseIpAddress } from './ip-address.ts';

/** Where a UDP packet goes to or comes from. */
export interface Endpoint {
  readonly address: IpAddress;
  /** 0 to 65535. */
  readonly port: number;
}

/** Endpoint of `1.2.3.4:5` or `[2001:db8::1]:5`; DecodeError for anything else. */
export function parseEndpoint(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  const port = text.slice(colon + 1);
  if (colon < 0 || !/^(?:0|[1-9][0-9]{0,4})$/.test(port)) throw new DecodeError('not an endpoint');
  if (Number(port) > 0xffff) throw new DecodeError('port above 65535');
  const inBrackets = text.startsWith('[') && text[colon - 1] === ']';
  const address = parseIpAddress(inBrackets ? text.slice(1, colon - 1) : text.slice(0, colon));
  if ((address.family === 6) !== inBrackets) throw new DecodeError('brackets are for IPv6');
  return { address, port: Number(port) };
}

/** Text of an endpoint, the inverse of `parseEndpoint`. */
export function formatEndpoint(endpoint: Endpoint): string {
  const address = formatIpAddress(endpoint.address);
  return endpoint.address.family === 4 ? `${address}:${endpoint.port}` : `[${address}]:${endpoint.port}`;
}

/** A text that is equal for equal endpoints: a key of maps. */
export function endpointKey(endpoint: Endpoint): string {
  return formatEndpoint(endpoint);
}

/** Whether port, family and address are the same: an IPv4-mapped address is not the IPv4 one. */
export function endpointEquals(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && ipAddressEquals(a.address, b.address);
}
