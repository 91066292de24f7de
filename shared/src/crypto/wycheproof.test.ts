import { describe, expect, test } from 'vitest';
import { tryCounters, tryExtended, tryNonces, tryProducts } from '../testing/wycheproof.ts';
import { nobleChaCha20Poly1305, noblePrimitives } from './noble.ts';

describe('published vectors of Wycheproof', () => {
  test('518 products of X25519: 487 are as published, 31 of zeros are refused', () => {
    expect(tryProducts(noblePrimitives)).toEqual({ given: 487, refused: 31, wrong: [] });
  });

  test('325 of ChaCha20-Poly1305: 256 open, 60 with another tag and 9 nonces of another length do not', () => {
    expect(tryNonces(nobleChaCha20Poly1305)).toEqual({ given: 256, refused: 69, wrong: [] });
  });

  test('316 of ChaCha20-Poly1305 with nonces that count', () => {
    expect(tryCounters(noblePrimitives)).toEqual({ given: 256, refused: 60, wrong: [] });
  });

  test('315 of XChaCha20-Poly1305: 246 open, 60 with another tag and 9 nonces of another length do not', () => {
    expect(tryExtended(noblePrimitives)).toEqual({ given: 246, refused: 69, wrong: [] });
  });
});
