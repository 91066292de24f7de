import * as z from 'zod';
import { base64UrlDecode } from '../bytes/bits-text.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import {
  coordinatorSchema,
  domainField,
  prefixField,
  publicKeyField,
  relaySchema,
} from '../fleet/config-sections.ts';
import type { PinnedKey } from '../fleet/config-signature.ts';
import { codeField, labelField, nodeIdField, wallClockField } from '../fleet/fields.ts';
import { decodePayload, encodePayload } from './payload.ts';

/** Shortest pause before a node that waits for approval asks again, seconds. */
export const SHORTEST_PENDING_SECONDS = 5;

/** Why a node is not admitted. All are final for this request. */
export const REFUSAL_CODES = [
  /** The request opens but is not a valid payload 1. */
  'malformed',
  /** The stamp is not above the last one that was accepted from this device. */
  'stale',
  /** No such key, or not its secret. */
  'keyUnknown',
  'keyRevoked',
  'keyExpired',
  /** The key has admitted as many nodes as it may. */
  'keyExhausted',
  /** No DNS label can be made of the wished name. */
  'nameInvalid',
  /** A person turned the node away. */
  'refused',
  /** The node was deleted, and its key admits nobody any more. */
  'nodeDeleted',
  /** No virtual address is free. */
  'poolExhausted',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A sentence for the person at the node, with the next step. */
const messageField = labelField(300);

const signingKeySchema = z.object({
  /** `signingKeyId` of the key. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  /** Ed25519, 32 bytes in base64url. */
  publicKey: publicKeyField,
});

const brokerSchema = z.object({
  /** `host:port`, the host a name, an IPv4 address or an IPv6 address in brackets, the port 1 to 65535. */
  endpoint: z
    .string()
    .max(270)
    .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):[1-9][0-9]{0,4}$/)
    .refine((endpoint) => Number(endpoint.slice(endpoint.lastIndexOf(':') + 1)) <= 65_535),
  /** What its certificate must carry, whatever address is dialled: `broker.<realm domain>`. */
  serverName: domainField,
  /** The realm's own authority, PEM: the only one that is trusted. */
  caCertificate: z.string().max(2_000).startsWith('-----BEGIN CERTIFICATE-----'),
  username: nodeIdField,
  password: z.string().min(1).max(128),
});

const admittedSchema = z.object({
  v: z.literal(1),
  kind: z.literal('admitted'),
  nodeId: nodeIdField,
  /** The node's DNS label in the realm: the wished name, perhaps with a number. */
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
  realm: z.object({
    domain: domainField,
    /** Virtual prefixes: the IPv4 pool and the IPv6 /64. */
    prefixes: z.array(prefixField).min(1).max(8),
  }),
  /** In the order in which they are tried. */
  coordinators: z.array(coordinatorSchema).min(1).max(8),
  relays: z.array(relaySchema).max(8),
  /** Keys that sign configuration and node records; two while one is rotated out. */
  signingKeys: z.array(signingKeySchema).min(1).max(2),
  broker: brokerSchema,
  serverTime: wallClockField,
});

const answerSchema = z.discriminatedUnion('kind', [
  admittedSchema,
  z.object({
    v: z.literal(1),
    kind: z.literal('pending'),
    nodeId: nodeIdField,
    seconds: z.int().min(SHORTEST_PENDING_SECONDS).max(3_600),
    message: messageField,
  }),
  z.object({
    v: z.literal(1),
    kind: z.literal('busy'),
    seconds: z.int().min(1).max(3_600),
    message: messageField,
  }),
  // A node knows no list of codes: it shows the message of a newer server too.
  z.object({ v: z.literal(1), kind: z.literal('refused'), code: codeField, message: messageField }),
]);

/** All that a node needs from now on. */
export type AdmittedAnswer = z.infer<typeof admittedSchema>;
/** Payload 2: admitted, waiting for a person, asked to come again, or refused. */
export type EnrolmentAnswer = z.infer<typeof answerSchema>;

/** Payload 2 as JSON; PayloadTooLongError when its lists do not fit. */
export function encodeAnswer(answer: EnrolmentAnswer): Uint8Array {
  return encodePayload(answer);
}

/** The inverse of `encodeAnswer`. Unknown fields are skipped. DecodeError names the faulty field. */
export function decodeAnswer(payload: Uint8Array): EnrolmentAnswer {
  return decodePayload(answerSchema, payload);
}

/** What was stored of an admission, checked again; DecodeError where it is damaged. */
export function parseAdmitted(value: unknown): AdmittedAnswer {
  const result = admittedSchema.safeParse(value);
  if (result.success) return result.data;
  throw new DecodeError(`not valid: ${result.error.issues[0]?.path.join('.') || 'admission'}`);
}

/** The signing keys as the verifiers take them. */
export function pinnedKeysOf(answer: Pick<AdmittedAnswer, 'signingKeys'>): PinnedKey[] {
  return answer.signingKeys.map(({ keyId, publicKey }) => ({ keyId, publicKey: base64UrlDecode(publicKey) }));
}
