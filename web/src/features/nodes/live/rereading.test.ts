import { focusManager, QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { rereading } from './rereading.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  focusManager.setFocused(undefined);
});

/** How often something is read of a page that is opened, left for a minute and come back to. */
async function readingsOf(paused: boolean): Promise<number> {
  const client = new QueryClient();
  client.mount();
  const read = vi.fn(async () => 'read');
  const query = new QueryObserver(client, {
    queryKey: ['page'],
    queryFn: read,
    ...rereading({ paused }),
  });
  const leave = query.subscribe(() => {});
  await vi.advanceTimersByTimeAsync(0);
  focusManager.setFocused(false);
  await vi.advanceTimersByTimeAsync(60_000);
  focusManager.setFocused(true);
  await vi.advanceTimersByTimeAsync(0);
  leave();
  client.unmount();
  return read.mock.calls.length;
}

it('reads when the window gets the focus back, but not while the page is paused', async () => {
  expect(await readingsOf(false)).toBe(2);
  expect(await readingsOf(true)).toBe(1);
});

it('reads as often as it is to, but not while the page is paused', () => {
  expect(rereading({ paused: false, everyMs: 10_000 }).refetchInterval).toBe(10_000);
  expect(rereading({ paused: false }).refetchInterval).toBe(false);
  expect(rereading({ paused: true, everyMs: 10_000 }).refetchInterval).toBe(false);
});
