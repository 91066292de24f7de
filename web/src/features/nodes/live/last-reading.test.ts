import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { lastReading } from './last-reading.ts';

const INITIAL = { data: 'initial', reading: { isError: false, error: null, dataUpdatedAt: 0 } };
const AWAY = new Error('away');

/** A query that reads pages of something; the second one cannot be read. */
function openPages() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const page = (number: number) => ({
    queryKey: ['page', number],
    queryFn: async () => {
      if (number === 2) throw AWAY;
      return `page ${number}`;
    },
  });
  const query = new QueryObserver(client, page(1));
  query.subscribe(() => {});
  return { query, turn: (number: number) => query.setOptions(page(number)) };
}

it('is what was read before while another page is read, and fails with that page', async () => {
  const { query, turn } = openPages();
  const first = lastReading(INITIAL, await query.refetch());
  const { dataUpdatedAt } = query.getCurrentResult();
  expect(first).toEqual({ data: 'page 1', reading: { isError: false, error: null, dataUpdatedAt } });
  expect(dataUpdatedAt).toBeGreaterThan(0);
  turn(2);
  expect(lastReading(first, query.getCurrentResult())).toEqual(first);
  const failed = lastReading(first, await query.refetch());
  expect(failed).toEqual({ data: 'page 1', reading: { isError: true, error: AWAY, dataUpdatedAt } });
  const again = query.refetch();
  expect(query.getCurrentResult().isPending).toBe(true);
  expect(lastReading(failed, query.getCurrentResult()).reading.isError).toBe(true);
  await again;
  turn(1);
  expect(lastReading(failed, query.getCurrentResult())).toEqual(first);
});

it('is not made newer by rows that only stand in for those of another page', () => {
  const before = { data: 'page 1', reading: { isError: false, error: null, dataUpdatedAt: 5 } };
  const standIn = { data: 'page 1', isPlaceholderData: true, isFetched: false, dataUpdatedAt: 0 };
  expect(lastReading(before, { ...standIn, isError: false, error: null })).toEqual(before);
});
