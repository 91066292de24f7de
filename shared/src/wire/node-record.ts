/*
 * Node record: what the realm says about one node, believed because of its signature.
 *
 *   fields (tag u16, length u16, value; see field.ts and fields.ts) | signature 64
 *
 * The signature is Ed25519 by the realm's signing key over `ntm node record 1`, a zero byte and the fields.
 */
import type { IpAddress } from '../address/ip-address.ts';
import type { Prefix } from '../address/prefix.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { utf8Encode } from '../bytes/text.ts';
import type { CryptoPrimitives } from '../crypto/primitives.ts';
import type { NodeId } from '../ids.ts';
import { FieldReader, FieldWriter } from './field.ts';
import { DIRECTION_FIELD, RECORD_FIELD, REGISTRATION_FIELD } from './fields.ts';

/** How long a record is valid from its issue, milliseconds. */
export const NODE_RECORD_LIFETIME_MS = 600_000;

/** What a realm says about one of its nodes. */
export interface NodeRecord {
  /** Domain of the realm, at most 63 bytes. */
  readonly realm: string;
  readonly nodeId: NodeId;
  /** Label under the realm's domain, at most 63 bytes. */
  readonly name: string;
  /** X25519 public key of the node's handshakes. */
  readonly staticKey: Uint8Array;
  /** Virtual addresses, at most 4. */
  readonly addresses: readonly IpAddress[];
  /** Networks behind the node, at most 8. */
  readonly prefixes: readonly Prefix[];
  /** Unix milliseconds. */
  readonly issued: number;
  /** Unix milliseconds; from then on the record proves nothing. */
  readonly expires: number;
  /** Static key that this one takes the place of. */
  readonly replaces?: Uint8Array;
}

/** Why a record proves nothing. */
export type RecordRefusal = 'malformed' | 'badSignature' | 'otherRealm' | 'expired';

export type RecordVerdict =
  | { readonly kind: 'valid'; readonly record: NodeRecord }
  | { readonly kind: 'refused'; readonly reason: RecordRefusal };

/** What a record is judged by. */
export interface RecordTrust {
  /** The realm's Ed25519 key, pinned at enrolment. */
  readonly signingKey: Uint8Array;
  readonly realm: string;
  /** The server's time, Unix milliseconds. */
  readonly serverTime: number;
}

const SIGNATURE_LENGTH = 64;
const SIGNATURE_CONTEXT = concatBytes(utf8Encode('ntm node record 1'), new Uint8Array(1));

/** The signed bytes of a record; `sign` makes the Ed25519 signature of a message. */
export function signNodeRecord(record: NodeRecord, sign: (message: Uint8Array) => Uint8Array): Uint8Array {
  const fields = encodeFields(record);
  return concatBytes(fields, sign(concatBytes(SIGNATURE_CONTEXT, fields)));
}

/** The record of signed bytes whose signature somebody else judges; DecodeError when malformed. */
export function decodeNodeRecord(signed: Uint8Array): NodeRecord {
  return decodeFields(split(signed).fields);
}

/** Judges signed bytes: signature first, so that nothing unsigned is even parsed. */
export function verifyNodeRecord(
  signed: Uint8Array,
  trust: RecordTrust,
  crypto: CryptoPrimitives,
): RecordVerdict {
  if (signed.length <= SIGNATURE_LENGTH) return { kind: 'refused', reason: 'malformed' };
  const { fields, signature } = split(signed);
  if (!crypto.ed25519Verify(trust.signingKey, concatBytes(SIGNATURE_CONTEXT, fields), signature)) {
    return { kind: 'refused', reason: 'badSignature' };
  }
  const record = attemptDecode(fields);
  if (record === undefined) return { kind: 'refused', reason: 'malformed' };
  if (record.realm !== trust.realm) return { kind: 'refused', reason: 'otherRealm' };
  if (record.expires <= trust.serverTime) return { kind: 'refused', reason: 'expired' };
  return { kind: 'valid', record };
}

function split(signed: Uint8Array): { fields: Uint8Array; signature: Uint8Array } {
  const end = signed.length - SIGNATURE_LENGTH;
  if (end <= 0) throw new DecodeError('too short for a node record');
  return { fields: signed.slice(0, end), signature: signed.slice(end) };
}

function attemptDecode(fields: Uint8Array): NodeRecord | undefined {
  try {
    return decodeFields(fields);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function encodeFields(record: NodeRecord): Uint8Array {
  return new FieldWriter()
    .one(REGISTRATION_FIELD.realmDomain, record.realm)
    .one(DIRECTION_FIELD.nodeId, record.nodeId)
    .one(DIRECTION_FIELD.name, record.name)
    .one(RECORD_FIELD.staticKey, record.staticKey)
    .list(DIRECTION_FIELD.addresses, record.addresses)
    .list(RECORD_FIELD.prefixes, record.prefixes)
    .one(RECORD_FIELD.issued, record.issued)
    .one(RECORD_FIELD.expires, record.expires)
    .optional(RECORD_FIELD.replaces, record.replaces)
    .finish();
}

function decodeFields(bytes: Uint8Array): NodeRecord {
  const fields = new FieldReader(bytes);
  const replaces = fields.optional(RECORD_FIELD.replaces);
  return {
    realm: fields.one(REGISTRATION_FIELD.realmDomain),
    nodeId: fields.one(DIRECTION_FIELD.nodeId),
    name: fields.one(DIRECTION_FIELD.name),
    staticKey: fields.one(RECORD_FIELD.staticKey),
    addresses: fields.list(DIRECTION_FIELD.addresses),
    prefixes: fields.list(RECORD_FIELD.prefixes),
    issued: fields.one(RECORD_FIELD.issued),
    expires: fields.one(RECORD_FIELD.expires),
    ...(replaces !== undefined && { replaces }),
  };
}
