import { expect, it, vi } from 'vitest';
import { dropToast, shownToasts, showToast, watchToasts } from './toast-list.ts';

it('keeps the newest three, tells who watches, and lets go of each by its id', () => {
  const listener = vi.fn();
  const stop = watchToasts(listener);
  for (const title of ['one', 'two', 'three', 'four']) showToast({ kind: 'done', title });
  expect(shownToasts().map(({ title }) => title)).toEqual(['two', 'three', 'four']);
  dropToast(shownToasts()[1]?.id ?? 0);
  expect(shownToasts().map(({ title }) => title)).toEqual(['two', 'four']);
  expect(listener).toHaveBeenCalledTimes(5);
  stop();
  showToast({ kind: 'failed', title: 'five' });
  expect(listener).toHaveBeenCalledTimes(5);
});
