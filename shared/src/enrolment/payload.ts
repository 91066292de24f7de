import type * as z from 'zod';
import { DecodeError } from '../bytes/decode-error.ts';
import { utf8Encode } from '../bytes/text.ts';
import { parseBoundedJson } from '../fleet/bounded-json.ts';

/** Most bytes of a payload of enrolment, both ways. */
export const MAX_ENROLMENT_PAYLOAD_BYTES = 4_096;

/** A payload does not fit; whoever wrote it must say less. */
export class PayloadTooLongError extends Error {
  override readonly name = 'PayloadTooLongError';
}

/** UTF-8 JSON of a value; PayloadTooLongError above 4,096 bytes. */
export function encodePayload(value: unknown): Uint8Array {
  const payload = utf8Encode(JSON.stringify(value));
  if (payload.length > MAX_ENROLMENT_PAYLOAD_BYTES) {
    throw new PayloadTooLongError(`a payload of ${payload.length} bytes; at most 4096 are allowed`);
  }
  return payload;
}

/** The value of UTF-8 JSON that a schema accepts; DecodeError names the field that it does not. */
export function decodePayload<Schema extends z.ZodType>(
  schema: Schema,
  payload: Uint8Array,
): z.output<Schema> {
  if (payload.length > MAX_ENROLMENT_PAYLOAD_BYTES) throw new DecodeError('payload too long');
  const result = schema.safeParse(parseBoundedJson(payload));
  if (result.success) return result.data;
  throw new DecodeError(`not valid: ${result.error.issues[0]?.path.join('.') || 'payload'}`);
}
