import * as z from 'zod';
import { NODE_ID_PATTERN } from './topics.ts';

/** Text form of a node id. */
export const nodeIdField = z.string().regex(NODE_ID_PATTERN);
/** Text form of the 16 random bytes that a node draws at each start of its process. */
export const bootIdField = z.string().regex(NODE_ID_PATTERN);
/** Milliseconds since 1970 by the sender's wall clock. */
export const wallClockField = z.int().min(0).max(8_640_000_000_000_000);
/** A counter that only grows within one boot. */
export const counterField = z.int().min(0);
/** Numbers of one boot start at 0 and have no gap. */
export const sequenceField = z.int().min(0);
/** SHA-256 in lower-case hexadecimal. */
export const hashField = z.string().regex(/^[0-9a-f]{64}$/);
const FIT_FOR_PEOPLE = /^[^\p{Cc}\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;

/**
 * Text for people: short, without control characters, bidirectional overrides or line breaks, and without halves of
 * surrogate pairs, which JSON can name and a database cannot keep.
 */
export const labelField = (max: number) => z.string().max(max).regex(FIT_FOR_PEOPLE);

/** What of a stranger's text may stand where a `labelField` does: the rest is left out, and what is beyond `max`. */
export function fitForPeople(text: string, max: number): string {
  let plain = '';
  for (const character of text) {
    if (!FIT_FOR_PEOPLE.test(character)) continue;
    if (plain.length + character.length > max) break;
    plain += character;
  }
  return plain;
}
/** A code such as `bad_signature` or `rs: not probed`. */
export const codeField = labelField(64).min(1);
