import { expect, it } from 'vitest';
import { hexEncode } from '../bytes/bits-text.ts';
import { noblePrimitives } from '../crypto/noble.ts';
import { hashKeySecret } from './key-secret.ts';

it('keeps SHA-256 of the text (FIPS 180-4, "abc")', () => {
  expect(hexEncode(hashKeySecret(noblePrimitives, 'abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
