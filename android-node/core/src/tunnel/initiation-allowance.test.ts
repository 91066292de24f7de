import { describe, expect, it } from 'vitest';
import { InitiationAllowance } from './initiation-allowance.ts';

/** How many of the messages 1 at these times are answered. */
function answered(allowance: InitiationAllowance, times: readonly number[]): number {
  let count = 0;
  for (const now of times) {
    if (!allowance.admits(now)) continue;
    allowance.use(now);
    count++;
  }
  return count;
}

const evenly = (count: number, overMs: number, from = 0) =>
  Array.from({ length: count }, (_, number) => from + Math.floor((number * overMs) / count));

describe('what one correspondent may have answered', () => {
  it.each([
    ['400 in one instant', evenly(400, 1), 8],
    ['10,000 within a minute', evenly(10_000, 60_000), 8 + 119],
    [
      'three attempts of three messages, which is what a peer without luck sends',
      [0, 1_600, 5_000, 5_001, 6_600, 10_000, 10_001, 11_600, 15_000],
      9,
    ],
    ['eight networks within a second', evenly(8, 1_000), 8],
    ['two a second for an hour', evenly(7_200, 3_600_000), 7_200],
  ] as const)('is of %s', (_name, times, expected) => {
    expect(answered(new InitiationAllowance(), times)).toBe(expected);
  });

  it('is as much as ever after a rest of 4 s, and no more after a longer one', () => {
    const allowance = new InitiationAllowance();
    for (const rest of [4_000, 86_400_000]) {
      answered(allowance, evenly(400, 1_000, rest));
      expect(answered(allowance, evenly(400, 1, rest + 1_000 + 4_000))).toBe(8);
    }
  });

  it('comes back half a second after it was used up', () => {
    const allowance = new InitiationAllowance();
    answered(allowance, evenly(400, 1));
    expect([allowance.admits(499), allowance.admits(500)]).toEqual([false, true]);
  });
});
