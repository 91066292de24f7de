import { isIP } from 'node:net';
import { DecodeError, endpointRefusal, parseEndpoint, parsePrefix } from '@ntmobile/shared';
import { z } from 'zod';
import { SHORTEST_TOKEN } from '../metrics/scraper-token.ts';

/** At most so many of each family are told to nodes. */
const ENDPOINTS_PER_FAMILY = 2;

// The realm's domain and a node's name have to fit into one name of 253 characters beside each other.
const DOMAIN = /^(?=.{1,63}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

interface WrongValue {
  readonly input?: unknown;
  readonly path?: PropertyKey[] | undefined;
}

/** Message of a variable whose value is not what it should be. */
export function wrong(wanted: string): (issue: WrongValue) => string {
  return ({ input, path }) =>
    `${String(path?.[0])} is "${String(input)}", which is not ${wanted}. Correct it, or leave it out.`;
}

export const portField = z
  .string()
  .refine((text) => isPort(text), { error: wrong('a port, a number from 1 to 65535') })
  .transform(Number);

/** Addresses with ports, separated by commas. */
export const endpointsField = z
  .string()
  .refine((text) => areEndpoints(listOf(text)), {
    error: wrong('a list such as 192.0.2.1:3479,[2001:db8::1]:3479, at most two addresses of each family'),
  })
  .transform(listOf);

/** `host:port`, an IPv6 address in brackets. */
export const hostAndPortField = z.string().refine(isHostAndPort, {
  error: wrong('a host and a port such as 192.0.2.1:8883'),
});

/** An address of this machine to listen on. */
export const ipAddressField = z.string().refine((text) => isIP(text) !== 0, {
  error: wrong('an IP address of this machine such as 127.0.0.1'),
});

// A secret, so that its value is not repeated.
export const metricsTokenField = z.string().regex(new RegExp(`^[\\x21-\\x7e]{${SHORTEST_TOKEN},512}$`), {
  error: `NTM_METRICS_TOKEN is no word of ${SHORTEST_TOKEN} to 512 printable characters. Correct it, or leave it out.`,
});

export const domainField = z.string().regex(DOMAIN, {
  error: wrong('a domain in lower case of at most 63 characters such as ntm.internal'),
});

export const poolField = z
  .string()
  .refine(isPool, { error: wrong('an IPv4 prefix of 8 to 28 bits such as 198.18.0.0/15') })
  .transform(parsePrefix);

function listOf(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function isPort(text: string): boolean {
  const port = Number(text);
  return /^[0-9]{1,5}$/.test(text) && port >= 1 && port <= 65_535;
}

function areEndpoints(texts: readonly string[]): boolean {
  return decodes(() => {
    const endpoints = texts.map(parseEndpoint);
    const loopback = [parsePrefix('127.0.0.0/8'), parsePrefix('::1/128')];
    const few = [4, 6].every(
      (family) => endpoints.filter(({ address }) => address.family === family).length <= ENDPOINTS_PER_FAMILY,
    );
    return few && endpoints.every((endpoint) => endpointRefusal(endpoint, loopback) === undefined);
  });
}

function isHostAndPort(text: string): boolean {
  const match = /^(?:\[([^\]]+)\]|[^:[\]\s/]+):([0-9]+)$/.exec(text);
  if (match === null || (match[1] !== undefined && isIP(match[1]) !== 6)) return false;
  return isPort(match[2] as string);
}

function isPool(text: string): boolean {
  return decodes(() => {
    const { address, length } = parsePrefix(text);
    return address.family === 4 && length >= 8 && length <= 28;
  });
}

function decodes(holds: () => boolean): boolean {
  try {
    return holds();
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
