import { expect, it } from 'vitest';
import { drawKeySecret, hashKeySecret } from './key-secret.ts';

it('draws keys that differ, in the alphabets of the enrolment string', () => {
  const keys = Array.from({ length: 50 }, drawKeySecret);
  expect(new Set(keys.map((key) => key.id)).size).toBe(50);
  for (const key of keys) {
    expect(key.id).toMatch(/^[a-z2-7]{12}$/);
    expect(key.secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  }
});

it('keeps SHA-256 of the text (FIPS 180-4, "abc")', () => {
  expect(Buffer.from(hashKeySecret('abc')).toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
