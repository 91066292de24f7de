import { describe, expect, it } from 'vitest';
import { OneAtATime } from './one-at-a-time.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('work one at a time', () => {
  it('has one more round for all who ask while one runs', async () => {
    let [rounds, beside] = [0, 0];
    const work = new OneAtATime(async () => {
      rounds++;
      beside++;
      expect(beside).toBe(1);
      await turn();
      beside--;
    });
    work.wake();
    for (let asked = 0; asked < 3; asked++) work.wake();
    await work.ended();
    expect(rounds).toBe(2);
    work.wake();
    await work.ended();
    expect(rounds).toBe(3);
  });

  // However many steps a promise takes from the last line of a round to whoever waits for its end.
  it.each([0, 1, 2, 3, 4, 5])('misses nobody who asks %i steps after the end of a round', async (steps) => {
    const waiting = ['first'];
    const done: string[] = [];
    const askLater = async () => {
      for (let step = 0; step < steps; step++) await undefined;
      waiting.push('second');
      work.wake();
    };
    const work = new OneAtATime(async () => {
      await turn();
      done.push(...waiting.splice(0));
      if (done.length === 1) void askLater();
    });
    work.wake();
    for (let turns = 0; turns < 5; turns++) await turn();
    expect(done).toEqual(['first', 'second']);
  });
});
