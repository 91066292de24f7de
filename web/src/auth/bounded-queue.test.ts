import { afterEach, describe, expect, it, vi } from 'vitest';
import { BoundedQueue, QueueFullError } from './bounded-queue.ts';

/** Work that ends when it is told to. */
function held() {
  const ends: (() => void)[] = [];
  let most = 0;
  let running = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running--;
  };
  return { work, ends, most: () => most };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a bounded queue', () => {
  afterEach(() => void vi.useRealTimers());

  it('runs two at once, lets three wait, and refuses the others at once', async () => {
    const queue = new BoundedQueue({ places: 2, keptMs: 0, mostWaiting: 3 });
    const { work, ends, most } = held();
    const all = Promise.allSettled(Array.from({ length: 9 }, () => queue.run(work)));
    expect(queue.isFull).toBe(true);
    while (ends.length > 0 || !(await Promise.race([all.then(() => true), turn()]))) ends.shift()?.();
    const states = (await all).map(({ status }) => status);
    expect(states).toEqual([...Array(5).fill('fulfilled'), ...Array(4).fill('rejected')]);
    expect(most()).toBe(2);
    expect(queue.isFull).toBe(false);
  });

  it('goes on after work that failed', async () => {
    const queue = new BoundedQueue({ places: 1, keptMs: 0, mostWaiting: 1 });
    const results = await Promise.allSettled([
      queue.run(() => Promise.reject(new Error('no memory'))),
      queue.run(async () => 'hashed'),
    ]);
    expect(results[0]).toMatchObject({ reason: { message: 'no memory' } });
    expect(results[1]).toEqual({ status: 'fulfilled', value: 'hashed' });
    expect(await queue.run(async () => 'again')).toBe('again');
  });

  it('begins two in each 200 ms, however soon they end and however often they fail', async () => {
    vi.useFakeTimers();
    const queue = new BoundedQueue({ places: 2, keptMs: 200, mostWaiting: 9 });
    let begun = 0;
    const all = Promise.allSettled(
      Array.from({ length: 6 }, () => queue.run(() => Promise.reject(new Error(`${begun++}`)))),
    );
    const counts = [begun];
    for (let passed = 0; passed < 500; passed += 100) {
      await vi.advanceTimersByTimeAsync(100);
      counts.push(begun);
    }
    expect(counts).toEqual([2, 2, 4, 4, 6, 6]);
    expect((await all).length).toBe(6);
  });

  it('gives what work gives as soon as it ends, and its place no sooner than that', async () => {
    vi.useFakeTimers();
    const queue = new BoundedQueue({ places: 1, keptMs: 200, mostWaiting: 1 });
    expect(await queue.run(async () => 'at once')).toBe('at once');
    const { work, ends } = held();
    void queue.run(work);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ends).toHaveLength(1);
    void queue.run(work);
    await expect(queue.run(work)).rejects.toThrow(QueueFullError);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ends).toHaveLength(1);
    ends.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(ends).toHaveLength(1);
  });
});
