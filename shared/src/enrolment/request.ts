import * as z from 'zod';
import { base64UrlDecode, base64UrlEncode } from '../bytes/bits-text.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { labelField } from '../fleet/fields.ts';
import { TAI64N_LENGTH, type Tai64n } from '../noise/tai64n.ts';
import { KEY_ID_PATTERN, KEY_SECRET_PATTERN } from './enrolment-string.ts';
import { decodePayload, encodePayload } from './payload.ts';

const requestSchema = z.object({
  v: z.literal(1),
  keyId: z.string().regex(KEY_ID_PATTERN),
  secret: z.string().regex(KEY_SECRET_PATTERN),
  /** Any text of a person's; the server makes a DNS label of it. */
  name: labelField(255).min(1).optional(),
  agent: labelField(64).min(1),
  platform: z.enum(['linux', 'android', 'simulated']),
  /** 12 bytes in base64url. */
  stamp: z.string().length(16),
});

/** Payload 1: what a node says when it asks to be admitted. */
export interface EnrolmentRequest {
  readonly keyId: string;
  readonly secret: string;
  /** Wished name; the answer says which one it became. */
  readonly name?: string;
  /** Program and version: `ntm-node 0.1.0`. */
  readonly agent: string;
  readonly platform: 'linux' | 'android' | 'simulated';
  /** Above every stamp that this device sent before. */
  readonly stamp: Tai64n;
}

/** Payload 1 as JSON: `{v: 1, keyId, secret, name?, agent, platform, stamp}`. */
export function encodeRequest(request: EnrolmentRequest): Uint8Array {
  return encodePayload({ v: 1, ...request, stamp: base64UrlEncode(request.stamp) });
}

/** The inverse of `encodeRequest`. Unknown fields are skipped. DecodeError names the faulty field, never its value. */
export function decodeRequest(payload: Uint8Array): EnrolmentRequest {
  const { v, name, stamp, ...rest } = decodePayload(requestSchema, payload);
  return { ...rest, ...(name !== undefined && { name }), stamp: decodeStamp(stamp) };
}

function decodeStamp(text: string): Tai64n {
  const stamp = base64UrlDecode(text);
  if (stamp.length !== TAI64N_LENGTH) throw new DecodeError('not valid: stamp');
  return stamp;
}
