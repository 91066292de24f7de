import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SpacedCalls } from './spaced-calls.ts';

const EVERY_MS = 3_000;
let calls: SpacedCalls;
let called: number;
const ask = () => calls.ask(EVERY_MS, () => called++);

beforeEach(() => {
  vi.useFakeTimers();
  [calls, called] = [new SpacedCalls(), 0];
});
afterEach(() => {
  vi.useRealTimers();
});

it('answers at once after a calm, and then once however often it is asked within the time', () => {
  ask();
  vi.advanceTimersByTime(0);
  expect(called).toBe(1);
  for (let asked = 0; asked < 10; asked++) ask();
  vi.advanceTimersByTime(EVERY_MS - 1);
  expect(called).toBe(1);
  vi.advanceTimersByTime(1);
  expect(called).toBe(2);
});

it('goes on as before when the clock of the machine is set back', () => {
  ask();
  vi.advanceTimersByTime(0);
  vi.setSystemTime(Date.now() - 3_600_000);
  ask();
  vi.advanceTimersByTime(EVERY_MS);
  expect(called).toBe(2);
});

it('calls nobody after its end', () => {
  ask();
  calls.end();
  vi.advanceTimersByTime(EVERY_MS);
  expect(called).toBe(0);
});
