import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { dropReadings } from './drop-readings.ts';

const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });

/** Something a page shows, which is being read: again where `shown` was read before. */
function beingRead(key: string, shown?: string) {
  let answer = (_: string) => {};
  const query = new QueryObserver(client, {
    queryKey: [key],
    queryFn: () => new Promise<string>((resolve) => (answer = resolve)),
    ...(shown !== undefined && { initialData: shown }),
  });
  const reading = query.refetch();
  return { query, reading, answer: (text: string) => answer(text) };
}

it('keeps what was read before, however the reading under way ends, and reads again when asked', async () => {
  const { query, reading, answer } = beingRead('node', 'before');
  dropReadings(client);
  answer('of while it was paused');
  await reading;
  const { data, isError, fetchStatus } = query.getCurrentResult();
  expect({ data, isError, fetchStatus }).toEqual({ data: 'before', isError: false, fetchStatus: 'idle' });
  const again = query.refetch();
  answer('after');
  expect((await again).data).toBe('after');
});

it('lets land what is read for the first time', async () => {
  const { reading, answer } = beingRead('other rows');
  dropReadings(client);
  answer('rows');
  expect((await reading).data).toBe('rows');
});

it('lets land what is added below', async () => {
  const pages = new InfiniteQueryObserver(client, {
    queryKey: ['pages'],
    initialPageParam: 1,
    queryFn: async ({ pageParam }) => pageParam,
    getNextPageParam: (page: number) => page + 1,
  });
  await pages.refetch();
  const more = pages.fetchNextPage();
  dropReadings(client);
  expect((await more).data?.pages).toEqual([1, 2]);
});
