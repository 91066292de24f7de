import { formatEndpoint } from '../address/endpoint.ts';
import { formatIpAddress } from '../address/ip-address.ts';
import { formatPrefix } from '../address/prefix.ts';
import { hexEncode } from '../bytes/bits-text.ts';

/** A frame or record as JSON can hold it: bytes as hexadecimal, addresses, endpoints and prefixes as their text. */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return hexEncode(value);
  if (Array.isArray(value)) return value.map(plainValue);
  return (
    textOf(value) ?? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainValue(one)]))
  );
}

function textOf(value: object): string | undefined {
  const known = value as Parameters<typeof formatIpAddress>[0] &
    Parameters<typeof formatEndpoint>[0] &
    Parameters<typeof formatPrefix>[0];
  if ('family' in value && 'bytes' in value) return formatIpAddress(known);
  if ('address' in value && 'port' in value) return formatEndpoint(known);
  if ('address' in value && 'length' in value) return formatPrefix(known);
  return undefined;
}
