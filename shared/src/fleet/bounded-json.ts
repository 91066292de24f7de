import { DecodeError } from '../bytes/decode-error.ts';
import { utf8Decode } from '../bytes/text.ts';

/** Largest payload of any message of the fleet, in bytes. */
export const MAX_PAYLOAD_BYTES = 65_536;
export const MAX_JSON_DEPTH = 16;
export const MAX_JSON_KEYS = 1_000;
const REFUSED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * JSON of a stranger: at most 64 KiB of UTF-8, 16 levels and 1,000 keys, none of them twice in one object, which readers
 * understand differently (RFC 8259 section 4), and none that reaches a prototype; whole numbers in the safe range.
 * DecodeError otherwise.
 */
export function parseBoundedJson(payload: Uint8Array): unknown {
  if (payload.length > MAX_PAYLOAD_BYTES) throw new DecodeError('payload too long');
  return parseBoundedJsonText(utf8Decode(payload));
}

/** As `parseBoundedJson`, for text whose length somebody else bounded. */
export function parseBoundedJsonText(text: string, maxCharacters: number = MAX_PAYLOAD_BYTES): unknown {
  if (text.length > maxCharacters) throw new DecodeError('payload too long');
  // Before parsing: an engine's parser may recurse once a level.
  const members = checkForm(text);
  const value = parse(text);
  // Of keys that are twice in one object the parser keeps one.
  if (checkedKeys(value) < members) throw new DecodeError('a key twice');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DecodeError('not JSON');
  }
}

/** The number of members of all objects: outside of texts each has one colon. */
function checkForm(text: string): number {
  let members = 0;
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (quoted) {
      if (character === '\\') index++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') {
      if (++depth > MAX_JSON_DEPTH) throw new DecodeError('nested too deeply');
    } else if (character === '}' || character === ']') depth--;
    else if (character === ':' && ++members > MAX_JSON_KEYS) throw new DecodeError('too many keys');
  }
  return members;
}

/** The number of keys of a value, all levels together. */
function checkedKeys(value: unknown): number {
  if (typeof value === 'number') {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new DecodeError('number out of range');
    if (!Number.isFinite(value)) throw new DecodeError('number out of range');
    return 0;
  }
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + checkedKeys(item), 0);
  const members = Object.entries(value);
  if (members.some(([key]) => REFUSED_KEYS.has(key))) throw new DecodeError('refused key');
  return members.reduce((sum, [, item]) => sum + checkedKeys(item), members.length);
}
