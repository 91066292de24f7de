import { expect, it } from 'vitest';
import { createBootClock } from './clock.ts';

it('counts time slept, once', () => {
  let running = 100;
  let boot = 5000;
  const now = createBootClock(
    () => running,
    () => boot,
  );
  expect(now()).toBe(5000);
  running += 50;
  boot += 1050; // the uptime is rounded to seconds
  expect(now()).toBe(5050);
  running += 1000;
  boot += 3_601_000;
  const awake = now();
  expect(awake).toBeGreaterThan(3_600_000);
  expect(now()).toBe(awake);
});
