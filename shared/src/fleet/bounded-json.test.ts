import { describe, expect, it } from 'vitest';
import { DecodeError } from '../bytes/decode-error.ts';
import { utf8Encode } from '../bytes/text.ts';
import { MAX_JSON_DEPTH, MAX_JSON_KEYS, MAX_PAYLOAD_BYTES, parseBoundedJson } from './bounded-json.ts';

const parse = (text: string) => parseBoundedJson(utf8Encode(text));
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const keyed = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1])));

describe('bounded JSON', () => {
  it('passes at its limits', () => {
    expect(parse(nested(MAX_JSON_DEPTH))).toBeInstanceOf(Array);
    expect(Object.keys(parse(keyed(MAX_JSON_KEYS)) as object)).toHaveLength(MAX_JSON_KEYS);
    expect(parse(`"${'a'.repeat(MAX_PAYLOAD_BYTES - 2)}"`)).toHaveLength(MAX_PAYLOAD_BYTES - 2);
    expect(parse('{"a":{"a":":"},"b":[{"a":1},{"a":2}]}')).toEqual({
      a: { a: ':' },
      b: [{ a: 1 }, { a: 2 }],
    });
    expect(parse('{"a":"[[[[[[[[[[[[[[[[[[[[\\"{"}')).toEqual({ a: '[[[[[[[[[[[[[[[[[[[["{' });
  });

  it.each([
    ['one level too many', nested(MAX_JSON_DEPTH + 1)],
    ['a nesting bomb', '['.repeat(60_000)],
    ['one key too many', keyed(MAX_JSON_KEYS + 1)],
    ['a byte too many', `"${'a'.repeat(MAX_PAYLOAD_BYTES - 1)}"`],
    ['a prototype', '{"a":[{"__proto__":{"admin":true}}]}'],
    ['an escaped prototype', '{"\\u005f_proto__":1}'],
    ['a constructor', '{"constructor":1}'],
    ['a key twice', '{"a":1,"a":1}'],
    ['a key twice, once escaped', '{"b":[{"a":1,"\\u0061":2}]}'],
    ['a number beyond the safe range', '9007199254740992'],
    ['an infinite number', '1e999'],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(() => parse(text)).toThrow(DecodeError);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseBoundedJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(DecodeError);
  });
});
