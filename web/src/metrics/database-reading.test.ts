import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { DatabaseReading } from './database-reading.ts';

function reading(read: () => Promise<number>) {
  const failures: string[] = [];
  const registry = new Registry();
  const asked = new DatabaseReading({
    read,
    onFailed: ({ message }) => failures.push(message),
    withinMs: 50,
  });
  asked.addUp(registry);
  const up = async () => /^ntm_database_up (\d)$/m.exec(await registry.metrics())?.[1];
  return { asked, failures, up };
}

it('asks once for all that ask at the same time, and again afterwards', async () => {
  let times = 0;
  const { asked, up } = reading(async () => ++times);
  expect(await Promise.all([asked.current(), up(), asked.current()])).toEqual([1, '1', 1]);
  expect(await asked.current()).toBe(2);
});

it('says that the database is away when it refuses, once, and that it is back', async () => {
  let away = true;
  const { asked, failures, up } = reading(() =>
    away ? Promise.reject(new Error('refused')) : Promise.resolve(7),
  );
  expect(await Promise.all([asked.current(), up()])).toEqual([undefined, '0']);
  expect(failures).toEqual(['refused']);
  away = false;
  expect(await Promise.all([asked.current(), up()])).toEqual([7, '1']);
});

it('does not wait for one that does not answer, nor ask beside the question that is open', async () => {
  let times = 0;
  let answer = (_: number) => {};
  const { asked, failures, up } = reading(
    () =>
      new Promise((resolve) => {
        times++;
        answer = resolve;
      }),
  );
  for (let scrape = 0; scrape < 3; scrape++) expect(await up()).toBe('0');
  expect(times).toBe(1);
  expect(failures).toEqual(Array(3).fill('the database did not answer within 50 ms'));
  const next = asked.current();
  answer(5);
  expect(await next).toBe(5);
});
