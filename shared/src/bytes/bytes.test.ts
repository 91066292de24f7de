import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  base32Decode,
  base32Encode,
  base64UrlDecode,
  base64UrlEncode,
  hexDecode,
  hexEncode,
} from './bits-text.ts';
import { bytesEqual, compareBytes, concatBytes, secretsEqual } from './bytes.ts';
import { DecodeError } from './decode-error.ts';
import { Reader } from './reader.ts';
import { utf8Decode, utf8Encode } from './text.ts';
import { Writer } from './writer.ts';

const anyBytes = fc.uint8Array({ maxLength: 64 });

describe('bytes as text', () => {
  test.each([
    ['', '', '', ''],
    ['f', '66', 'my', 'Zg'],
    ['fo', '666f', 'mzxq', 'Zm8'],
    ['foo', '666f6f', 'mzxw6', 'Zm9v'],
    ['foob', '666f6f62', 'mzxw6yq', 'Zm9vYg'],
    ['fooba', '666f6f6261', 'mzxw6ytb', 'Zm9vYmE'],
    ['foobar', '666f6f626172', 'mzxw6ytboi', 'Zm9vYmFy'],
  ])('%j is that of RFC 4648 section 10, without padding', (plain, hex, base32, base64) => {
    const bytes = utf8Encode(plain);
    expect([hexEncode(bytes), base32Encode(bytes), base64UrlEncode(bytes)]).toEqual([hex, base32, base64]);
    for (const decoded of [hexDecode(hex), base32Decode(base32), base64UrlDecode(base64)])
      expect(decoded).toEqual(bytes);
  });

  test('of any bytes comes back', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(hexDecode(hexEncode(bytes).toUpperCase())).toEqual(bytes);
        expect(base32Decode(base32Encode(bytes))).toEqual(bytes);
        expect(base64UrlDecode(base64UrlEncode(bytes))).toEqual(bytes);
      }),
    );
  });

  test.each([
    [hexDecode, ['0', 'zz', '0x', ' 00']],
    [base32Decode, ['a', 'aaa', 'mz======', '1a', 'mb']],
    [base64UrlDecode, ['A', 'Zg==', 'Zh', '+/+/', 'Z g']],
  ] as const)('case %#: anything else is refused', (decode, texts) => {
    for (const text of texts) expect(() => decode(text), text).toThrow(DecodeError);
  });
});

describe('UTF-8', () => {
  test('is what percent-encoding says, for any well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const percent = encodeURIComponent(text).replace(/%([0-9A-F]{2})|[^%]/g, (whole, hex?: string) =>
          hex === undefined ? hexEncode(Uint8Array.of(whole.charCodeAt(0))) : hex.toLowerCase(),
        );
        expect(hexEncode(utf8Encode(text))).toBe(percent);
        expect(utf8Decode(utf8Encode(text))).toBe(text);
      }),
    );
  });

  test('of a lone surrogate is the replacement character', () => {
    expect(utf8Encode('a\ud800b')).toEqual(utf8Encode('a\ufffdb'));
  });

  test.each([
    ['a continuation without lead', '80'],
    ['an overlong slash', 'c0af'],
    ['an overlong slash of three bytes', 'e080af'],
    ['an overlong slash of four bytes', 'f08080af'],
    ['a surrogate', 'eda080'],
    ['above U+10FFFF', 'f4908080'],
    ['a lead that no sequence has', 'ff'],
    ['a sequence that is cut off', 'e282'],
    ['a sequence that another one interrupts', 'e2c3a9'],
  ])('refuses %s', (_, hex) => {
    expect(() => utf8Decode(hexDecode(hex))).toThrow(DecodeError);
  });
});

describe('reader and writer', () => {
  test('agree about every kind of field', () => {
    const small = fc.nat(0xff);
    const long = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(small, fc.nat(0xffff), fc.nat(0xffffffff), long, anyBytes, (a, b, c, d, rest) => {
        const writer = new Writer(1).u8(a).u16(b).u32(c).u64(d).u32le(c).u64le(d).zeros(3).bytes(rest);
        const reader = new Reader(writer.finish());
        expect([reader.u8(), reader.u16(), reader.u32(), reader.u64()]).toEqual([a, b, c, d]);
        expect([reader.u32le(), reader.u64le()]).toEqual([c, d]);
        reader.skip(3);
        expect(reader.remaining).toBe(rest.length);
        expect(reader.rest()).toEqual(rest);
        reader.end();
      }),
    );
  });

  test('the byte order is that of the network, and the other one where it says so', () => {
    expect(hexEncode(new Writer().u16(1).u32(2).u64(3n).finish())).toBe('0001000000020000000000000003');
    expect(hexEncode(new Writer().u32le(2).u64le(3n).finish())).toBe('020000000300000000000000');
  });

  test('nothing is read past the end, nor from elsewhere in the buffer', () => {
    const inner = Uint8Array.of(9, 1, 2, 3, 9).subarray(1, 4);
    const reader = new Reader(inner);
    expect(reader.u16()).toBe(0x0102);
    expect(() => reader.u16()).toThrow(DecodeError);
    expect(() => reader.end()).toThrow(DecodeError);
    expect(reader.u8()).toBe(3);
    expect(() => reader.u8()).toThrow(DecodeError);
    expect(() => reader.bytes(1)).toThrow(DecodeError);
  });

  test('a length is set once it is known', () => {
    const writer = new Writer().u16(0).bytes(Uint8Array.of(7, 8, 9));
    writer.patchU16(0, writer.length - 2);
    expect(hexEncode(writer.finish())).toBe('0003070809');
  });
});

test('equality and order are those of the bytes', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (a, b) => {
      const same = hexEncode(a) === hexEncode(b);
      expect([bytesEqual(a, b), secretsEqual(a, b), compareBytes(a, b) === 0]).toEqual([same, same, same]);
      expect(Math.sign(compareBytes(a, b))).toBe(-Math.sign(compareBytes(b, a)) + 0);
      expect(concatBytes(a, b)).toEqual(hexDecode(hexEncode(a) + hexEncode(b)));
    }),
  );
  expect(compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBeLessThan(0);
  expect(compareBytes(Uint8Array.of(2), Uint8Array.of(1, 255))).toBeGreaterThan(0);
});
