import * as z from 'zod';
import { parseEndpoint } from '../address/endpoint.ts';
import { parseIpAddress } from '../address/ip-address.ts';
import { parsePrefix } from '../address/prefix.ts';
import { base64UrlDecode } from '../bytes/bits-text.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { parseBoundedJsonText } from './bounded-json.ts';
import { labelField } from './fields.ts';

const endpointField = z
  .string()
  .max(64)
  .refine(parses((text) => parseEndpoint(text).port !== 0));
const addressField = z
  .string()
  .max(64)
  .refine(parses((text) => parseIpAddress(text) !== undefined));
/** A prefix as text, its host bits zero. */
export const prefixField = z
  .string()
  .max(64)
  .refine(parses((text) => parsePrefix(text) !== undefined));
/** 32 bytes of a public key in base64url. */
export const publicKeyField = z.string().refine(parses((text) => base64UrlDecode(text).length === 32));
/** A DNS name in lower case without a dot at the end. */
export const domainField = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/);

/** A coordinator as nodes are told of it. */
export const coordinatorSchema = z.strictObject({
  /** `192.0.2.1:3479` or `[2001:db8::1]:3479`, at most two of each family. */
  endpoints: z.array(endpointField).min(1).max(4),
  /** X25519 public key, base64url. */
  publicKey: publicKeyField,
});
export type ConfiguredCoordinator = z.infer<typeof coordinatorSchema>;

/** A relay as nodes are told of it. */
export const relaySchema = z.strictObject({
  endpoints: z.array(endpointField).min(1).max(4),
  region: labelField(32),
  /** Lower is tried first. */
  priority: z.int().min(0).max(65_535),
});
export type ConfiguredRelay = z.infer<typeof relaySchema>;

/** What a document configures. Version 1 knows these sections only; a node refuses any other. */
export const configSectionsSchema = z.strictObject({
  /** In the order in which they are tried. */
  dc: z.array(coordinatorSchema).min(1).max(8),
  rs: z.array(relaySchema).max(8),
  addresses: z.strictObject({
    /** Prefixes of the overlay that the node routes into its tunnel device. */
    prefixes: z.array(prefixField).min(1).max(8),
  }),
  dns: z.strictObject({
    searchDomain: domainField,
    /** Resolvers for names outside the realm; empty means those of the network. */
    upstream: z.array(addressField).max(4),
  }),
  telemetry: z.strictObject({ intervalSeconds: z.int().min(10).max(3_600) }),
});
export type ConfigSections = z.infer<typeof configSectionsSchema>;

/** Sections of their JSON text, or undefined where it is not a valid version 1. */
export function parseSections(text: string): ConfigSections | undefined {
  try {
    const result = configSectionsSchema.safeParse(parseBoundedJsonText(text));
    return result.success && coordinatorsDiffer(result.data) ? result.data : undefined;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function coordinatorsDiffer(sections: ConfigSections): boolean {
  const keys = new Set(sections.dc.map((coordinator) => coordinator.publicKey));
  return keys.size === sections.dc.length;
}

/** The same sections with keys in one order, so that equal sections have equal text and hash. */
export function canonicalSections(sections: ConfigSections): ConfigSections {
  return {
    dc: sections.dc.map(({ endpoints, publicKey }) => ({ endpoints, publicKey })),
    rs: sections.rs.map(({ endpoints, region, priority }) => ({ endpoints, region, priority })),
    addresses: { prefixes: sections.addresses.prefixes },
    dns: { searchDomain: sections.dns.searchDomain, upstream: sections.dns.upstream },
    telemetry: { intervalSeconds: sections.telemetry.intervalSeconds },
  };
}

function parses(holds: (text: string) => boolean): (text: string) => boolean {
  return (text) => {
    try {
      return holds(text);
    } catch (error) {
      if (error instanceof DecodeError) return false;
      throw error;
    }
  };
}
