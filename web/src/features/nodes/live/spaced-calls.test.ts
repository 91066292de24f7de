import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

it('waits from the start where what it calls was done just before', () => {
  calls = new SpacedCalls(performance.now());
  for (let asked = 0; asked < 3; asked++) ask();
  vi.advanceTimersByTime(EVERY_MS - 1);
  expect(called).toBe(0);
  vi.advanceTimersByTime(1);
  expect(called).toBe(1);
});

it('goes on as before when the clock of the machine is set back', () => {
  ask();
  vi.advanceTimersByTime(0);
  vi.setSystemTime(Date.now() - 3_600_000);
  ask();
  vi.advanceTimersByTime(EVERY_MS);
  expect(called).toBe(2);
});

describe('a call that takes long', () => {
  let end = () => {};
  const askSlow = () => calls.ask(EVERY_MS, slow);
  const slow = () => {
    called++;
    return new Promise<void>((resolve) => (end = resolve));
  };
  beforeEach(async () => {
    askSlow();
    await vi.advanceTimersByTimeAsync(0);
  });

  it('is let end, and is made once more however often it was asked for meanwhile', async () => {
    for (let asked = 0; asked < 10; asked++) {
      askSlow();
      await vi.advanceTimersByTimeAsync(EVERY_MS / 2);
    }
    expect(called).toBe(1);
    end();
    await vi.advanceTimersByTimeAsync(0);
    expect(called).toBe(2);
    end();
    await vi.advanceTimersByTimeAsync(EVERY_MS * 2);
    expect(called).toBe(2);
  });

  it('leaves the time between two as it is', async () => {
    calls.ask(EVERY_MS, () => called++);
    await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
    end();
    await vi.advanceTimersByTimeAsync(0);
    expect(called).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(called).toBe(2);
  });

  it('holds up the others for 30 s at most', async () => {
    askSlow();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(called).toBe(1);
    await vi.advanceTimersByTimeAsync(2);
    expect(called).toBe(2);
  });

  it('is followed by none after the end', async () => {
    askSlow();
    calls.end();
    end();
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(called).toBe(1);
  });
});

it('goes on after a call that failed', async () => {
  calls.ask(EVERY_MS, () => Promise.reject(new Error('away')));
  await vi.advanceTimersByTimeAsync(0);
  ask();
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(called).toBe(1);
});

it('calls nobody after its end', () => {
  ask();
  calls.end();
  vi.advanceTimersByTime(EVERY_MS);
  expect(called).toBe(0);
});
