import { expect, it, vi } from 'vitest';
import { SharedAnswer } from './shared-answer.ts';

/** Answers 1, 2, 3 and so on, each after so many milliseconds of a clock that the test owns. */
function counting(takesMs: number, staleMs = 15_000) {
  const clock = { now: 0 };
  const read = vi.fn(async () => {
    const number = read.mock.calls.length;
    clock.now += takesMs;
    return number;
  });
  return { clock, read, answer: new SharedAnswer(read, staleMs, () => clock.now) };
}

it('reads once for all who ask at once, and for a second after', async () => {
  const { clock, read, answer } = counting(5);
  expect(await Promise.all([answer.get(), answer.get(), answer.get()])).toEqual([1, 1, 1]);
  clock.now += 900;
  expect(await answer.get()).toBe(1);
  expect(read).toHaveBeenCalledTimes(1);
});

it('waits for a new answer when that is quick', async () => {
  const { clock, answer } = counting(5);
  await answer.get();
  clock.now += 2_000;
  expect(await answer.get()).toBe(2);
});

it('gives the last answer at once when a new one takes long, and the new one next time', async () => {
  const { clock, answer } = counting(700);
  await answer.get();
  clock.now += 2_000;
  expect(await answer.get()).toBe(1);
  await vi.waitFor(async () => expect(await answer.get()).toBe(2));
});

it('waits when the last answer is too old to be given', async () => {
  const { clock, answer } = counting(700, 15_000);
  await answer.get();
  clock.now += 16_000;
  expect(await answer.get()).toBe(2);
});

it('passes a failure on and tries again', async () => {
  const read = vi
    .fn<() => Promise<number>>()
    .mockRejectedValueOnce(new Error('no database'))
    .mockResolvedValue(7);
  const answer = new SharedAnswer(read, 1_000);
  await expect(answer.get()).rejects.toThrow('no database');
  expect(await answer.get()).toBe(7);
});
