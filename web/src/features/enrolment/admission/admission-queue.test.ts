import { expect, it } from 'vitest';
import { AdmissionQueue } from './admission-queue.ts';

it('runs four at once, the others in their order, and refuses beyond five hundred that wait', async () => {
  const queue = new AdmissionQueue();
  const started: number[] = [];
  const finish: (() => void)[] = [];
  const work = (place: number) => () => {
    started.push(place);
    return new Promise<number>((resolve) => finish.push(() => resolve(place)));
  };
  const results = Array.from({ length: 505 }, (_, place) => queue.run(work(place)));
  expect(await results[504]).toBeUndefined();
  expect(started).toEqual([0, 1, 2, 3]);
  for (let place = 0; place < 504; place++) {
    finish[place]?.();
    expect(await results[place]).toBe(place);
  }
  expect(started).toEqual(Array.from({ length: 504 }, (_, place) => place));
});

it('goes on after work that fails', async () => {
  const queue = new AdmissionQueue();
  const failing = Array.from({ length: 6 }, () => queue.run(() => Promise.reject(new Error('no'))));
  expect(await Promise.allSettled(failing)).toHaveLength(6);
  expect(await queue.run(async () => 'done')).toBe('done');
});
