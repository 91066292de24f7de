import { expect, it, vi } from 'vitest';
import { SharedReadings } from './shared-readings.ts';

/** Readings that end when the test says so, each with its number. */
function readings() {
  const ends: { resolve: (value: number) => void; reject: (error: Error) => void }[] = [];
  const read = vi.fn(() => new Promise<number>((resolve, reject) => void ends.push({ resolve, reject })));
  const shared = new SharedReadings<number>();
  return { ends, read, ask: (key = 'all') => shared.get(key, read) };
}

it('reads once more for all who ask while something is being read, and gives them what was begun after they asked', async () => {
  const { ends, read, ask } = readings();
  const first = ask();
  const later = Array.from({ length: 20 }, () => ask());
  expect(read).toHaveBeenCalledTimes(1);
  ends[0]?.resolve(1);
  expect(await first).toBe(1);
  await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(2));
  const latest = ask();
  ends[1]?.resolve(2);
  expect(await Promise.all(later)).toEqual(Array(20).fill(2));
  await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(3));
  ends[2]?.resolve(3);
  expect(await latest).toBe(3);
});

it('keeps nothing once nobody waits', async () => {
  const { ends, read, ask } = readings();
  for (const number of [1, 2]) {
    const asked = ask();
    ends.at(-1)?.resolve(number);
    expect(await asked).toBe(number);
  }
  expect(read).toHaveBeenCalledTimes(2);
});

it('tells a failure to those whose reading it was, and reads for the others', async () => {
  const { ends, ask } = readings();
  const [first, second] = [ask(), ask()];
  ends[0]?.reject(new Error('no database'));
  await expect(first).rejects.toThrow('no database');
  await vi.waitFor(() => expect(ends).toHaveLength(2));
  ends[1]?.resolve(7);
  expect(await second).toBe(7);
});

it('does not let one question wait for another', async () => {
  const { ends, read, ask } = readings();
  void ask('online');
  const other = ask('offline');
  expect(read).toHaveBeenCalledTimes(2);
  ends[1]?.resolve(4);
  expect(await other).toBe(4);
});
