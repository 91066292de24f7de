import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REPLAY_WINDOW, ReplayWindow } from './replay-window.ts';

const WIDTH = BigInt(REPLAY_WINDOW);

test('the window is at least as wide as WireGuard asks', () => {
  expect(REPLAY_WINDOW).toBeGreaterThanOrEqual(8128);
});

test('a new window takes any first counter once', () => {
  for (const counter of [0n, 1n, 31n, 32n, 8191n, 8192n, 2n ** 64n - 2n ** 13n - 2n]) {
    const window = new ReplayWindow();
    expect(window.accept(counter)).toBe(true);
    expect(window.accept(counter)).toBe(false);
    expect(window.highest).toBe(counter);
  }
});

test('a counter is taken down to the window’s end and not below', () => {
  const highest = 3n * WIDTH + 17n;
  const window = new ReplayWindow();
  window.accept(highest);
  expect(window.accept(highest - WIDTH)).toBe(true);
  expect(window.accept(highest - WIDTH)).toBe(false);
  expect(window.accept(highest - WIDTH - 1n)).toBe(false);
  expect(window.accept(0n)).toBe(false);
});

test('a run of counters that arrives backwards within the window loses none', () => {
  const window = new ReplayWindow();
  for (let counter = WIDTH; counter >= 0n; counter--) expect(window.accept(counter)).toBe(true);
  for (let counter = 0n; counter <= WIDTH; counter++) expect(window.accept(counter)).toBe(false);
});

test('a leap over the whole ring forgets what it passed and nothing that it needs', () => {
  const window = new ReplayWindow();
  for (let counter = 0n; counter < 100n; counter++) window.accept(counter);
  const leap = 256n * 32n * 5n + 50n;
  expect(window.accept(leap)).toBe(true);
  for (let back = 1n; back <= WIDTH; back++) expect(window.accept(leap - back)).toBe(true);
  expect(window.accept(leap - 5n)).toBe(false);
});

test('asking changes nothing', () => {
  const window = new ReplayWindow();
  window.accept(10n);
  expect(window.admits(10_000_000n)).toBe(true);
  expect(window.highest).toBe(10n);
  expect(window.accept(9n)).toBe(true);
});

test('any order of counters is judged like a set of those already seen', () => {
  const step = fc.oneof(
    fc.bigInt({ min: -WIDTH - 40n, max: 40n }),
    fc.bigInt({ min: -3n, max: 3n }),
    fc.bigInt({ min: 0n, max: 3n * WIDTH }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const window = new ReplayWindow();
      const seen = new Set<bigint>();
      let highest = 0n;
      for (const offset of steps) {
        const counter = highest + offset < 0n ? 0n : highest + offset;
        const fresh = !seen.has(counter) && highest - counter <= WIDTH;
        expect(window.accept(counter)).toBe(fresh);
        seen.add(counter);
        if (counter > highest) highest = counter;
      }
    }),
  );
});
