import { expect, test } from 'vitest';
import { LoadMeter } from './load-meter.ts';

test('is over its limit from the first event above it until a second of calm', () => {
  const meter = new LoadMeter(3);
  expect([0, 100, 200].map((now) => meter.add(now))).toEqual([false, false, false]);
  expect(meter.add(300)).toBe(true);
  expect(meter.isOver(1299)).toBe(true);
  expect(meter.isOver(1300)).toBe(false);
});

test('the limit is per second, however long it lasts', () => {
  const meter = new LoadMeter(3);
  for (let second = 0; second < 100; second++) {
    for (const offset of [0, 300, 600]) expect(meter.add(second * 1000 + offset)).toBe(false);
  }
});
