import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeError } from './bytes/decode-error.ts';
import { formatNodeId, parseNodeId } from './ids.ts';

test('an id survives its text, in either case', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (id) => {
      const text = formatNodeId(id);
      expect(text).toHaveLength(26);
      expect(parseNodeId(text)).toEqual(id);
      expect(parseNodeId(text.toUpperCase())).toEqual(id);
    }),
  );
});

test('any other text is refused with the one decode error', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      try {
        expect(formatNodeId(parseNodeId(text))).toBe(text.toLowerCase());
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
  );
  for (const text of ['', 'a'.repeat(25), 'a'.repeat(27), `${'a'.repeat(25)}1`]) {
    expect(() => parseNodeId(text)).toThrow(DecodeError);
  }
});
