import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

// What a suite can do wrong, to be found on the machine as Vitest finds it.
describe('on the machine', () => {
  test('what is right passes', () => {
    expect({ bytes: Uint8Array.of(1, 2), list: [{ a: 1 }] }).toEqual({
      bytes: Uint8Array.of(1, 2),
      list: [expect.objectContaining({ a: 1 })],
    });
  });

  test('a wrong byte', () => {
    expect(Uint8Array.of(1, 2)).toEqual(Uint8Array.of(1, 3));
  });

  test('a missing throw', () => {
    expect(() => 1).toThrow();
  });

  test('a promise that fails', async () => {
    await Promise.resolve();
    throw new Error('too late');
  });

  test('a property that does not hold', () => {
    fc.assert(fc.property(fc.nat(), (number) => number < 3));
  });
});
