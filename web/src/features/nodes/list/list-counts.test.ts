import type { PrismaClient } from '@ntmobile/prisma';
import { expect, it, vi } from 'vitest';
import { sharedCountByStates, sharedCountNodes } from './list-counts.ts';
import { NO_FILTER, SORTS } from './list-filter.ts';

const $queryRaw = vi.fn(async () => [{ state: 'online', config: 'inSync', count: 3 }]);
const count = vi.fn(async () => 5);
const prisma = { $queryRaw, node: { count } } as unknown as PrismaClient;

it('by state are read for many lists at once as for two, whatever their order and which states they show', async () => {
  const asked = SORTS.flatMap((sort) => [
    sharedCountByStates(prisma, { ...NO_FILTER, sort }),
    sharedCountByStates(prisma, { ...NO_FILTER, sort, states: ['offline'], configs: ['drift'] }),
  ]);
  for (const counts of await Promise.all(asked)) expect(counts[0]?.count).toBe(3);
  expect($queryRaw).toHaveBeenCalledTimes(2);
});

it.each([
  { search: 'till' },
  { routes: ['relayed' as const] },
  { platforms: ['linux' as const] },
  { rttAbove: 80 },
  { rttBelow: 80 },
])('by state are those of their own filter (%o)', async (part) => {
  $queryRaw.mockClear();
  const asked = [NO_FILTER, { ...NO_FILTER, ...part }].map((filter) => sharedCountByStates(prisma, filter));
  // Both at once: neither waits for the other.
  expect($queryRaw).toHaveBeenCalledTimes(2);
  await Promise.all(asked);
});

it('of all nodes are read for many lists as for two', async () => {
  expect(await Promise.all(Array.from({ length: 9 }, () => sharedCountNodes(prisma)))).toEqual(
    Array(9).fill(5),
  );
  expect(count).toHaveBeenCalledTimes(2);
});
