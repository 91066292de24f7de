import { expect, it } from 'vitest';
import { HashQueue } from './hash-queue.ts';

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

it('runs two at once, lets three wait, and refuses the others at once', async () => {
  const queue = new HashQueue(2, 3);
  const { work, ends, most } = held();
  const all = Promise.allSettled(Array.from({ length: 9 }, () => queue.run(work)));
  while (ends.length > 0 || !(await Promise.race([all.then(() => true), turn()]))) ends.shift()?.();
  const states = (await all).map(({ status }) => status);
  expect(states).toEqual([...Array(5).fill('fulfilled'), ...Array(4).fill('rejected')]);
  expect(most()).toBe(2);
});

it('goes on after work that failed', async () => {
  const queue = new HashQueue(1, 1);
  const results = await Promise.allSettled([
    queue.run(() => Promise.reject(new Error('no memory'))),
    queue.run(async () => 'hashed'),
  ]);
  expect(results[0]).toMatchObject({ reason: { message: 'no memory' } });
  expect(results[1]).toEqual({ status: 'fulfilled', value: 'hashed' });
  expect(await queue.run(async () => 'again')).toBe('again');
});
