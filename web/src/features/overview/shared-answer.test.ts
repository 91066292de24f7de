import { afterEach, describe, expect, it, vi } from 'vitest';
import { SharedAnswer } from './shared-answer.ts';

/** Answers 1, 2, 3 and so on, each after so many milliseconds of a clock that the test owns. */
function counting(takesMs: number, staleMs = 15_000) {
  vi.useFakeTimers();
  const read = vi.fn(async () => {
    const number = read.mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, takesMs));
    return number;
  });
  return { read, answer: new SharedAnswer(read, staleMs, () => Date.now()) };
}

/** What a promise gives once so much time went by. */
async function after<T>(ms: number, promise: Promise<T>): Promise<T> {
  const [value] = await Promise.all([promise, vi.advanceTimersByTimeAsync(ms)]);
  return value;
}

afterEach(() => void vi.useRealTimers());

describe('an answer at hand', () => {
  it('is read once for all who ask at once, and for a second after', async () => {
    const { read, answer } = counting(5);
    const asked = Promise.all([answer.atHand(), answer.atHand()]);
    expect((await after(5, asked)).map(({ value }) => value)).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(900);
    expect(await answer.atHand()).toEqual({ value: 1, ageMs: 905 });
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('is waited for when a new one is quick', async () => {
    const { answer } = counting(5);
    await after(2_000, answer.atHand());
    expect(await after(5, answer.atHand())).toEqual({ value: 2, ageMs: 5 });
  });

  it('is the last one at once, with its age, when a new one takes long, and the new one next time', async () => {
    const { answer } = counting(700);
    await after(2_000, answer.atHand());
    expect(await answer.atHand()).toEqual({ value: 1, ageMs: 2_000 });
    await vi.advanceTimersByTimeAsync(700);
    expect(await answer.atHand()).toEqual({ value: 2, ageMs: 700 });
  });

  it('is waited for when the last one is too old to be given', async () => {
    const { answer } = counting(700, 15_000);
    await after(16_000, answer.atHand());
    expect(await after(700, answer.atHand())).toMatchObject({ value: 2 });
  });

  it('passes a failure on, and is read again by the next who asks', async () => {
    const read = vi
      .fn<() => Promise<number>>()
      .mockRejectedValueOnce(new Error('no database'))
      .mockResolvedValue(7);
    const answer = new SharedAnswer(read, 1_000);
    await expect(answer.atHand()).rejects.toThrow('no database');
    expect(await answer.atHand()).toMatchObject({ value: 7 });
  });
});

describe('an answer from now on', () => {
  it('is never of a reading that began before, however young or slow that is', async () => {
    for (const takesMs of [5, 700]) {
      const { answer } = counting(takesMs);
      const before = answer.atHand();
      await vi.advanceTimersByTimeAsync(1);
      const told = answer.fromNow();
      expect((await after(takesMs, before)).value).toBe(1);
      expect(await after(1_000 + takesMs, told)).toBe(2);
    }
  });

  it('is read once for all who wait, and no more often than each second', async () => {
    const { read, answer } = counting(5);
    expect(await after(5, answer.fromNow())).toBe(1);
    const told = Promise.all([answer.fromNow(), answer.fromNow()]);
    await vi.advanceTimersByTimeAsync(990);
    expect(read).toHaveBeenCalledTimes(1);
    expect(await after(15, told)).toEqual([2, 2]);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('serves who would take what is at hand too, so that one reading is at work', async () => {
    const { read, answer } = counting(700);
    await after(700, answer.atHand());
    const told = answer.fromNow();
    await vi.advanceTimersByTimeAsync(400);
    const first = answer.atHand();
    expect(await after(1_000, Promise.all([told, first]))).toMatchObject([2, { value: 1 }]);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('passes a failure on to who waits, and is read again by the next', async () => {
    const read = vi
      .fn<() => Promise<number>>()
      .mockRejectedValueOnce(new Error('no database'))
      .mockResolvedValue(7);
    vi.useFakeTimers();
    const answer = new SharedAnswer(read, 1_000, () => Date.now());
    await expect(answer.fromNow()).rejects.toThrow('no database');
    expect(await after(1_000, answer.fromNow())).toBe(7);
  });
});
