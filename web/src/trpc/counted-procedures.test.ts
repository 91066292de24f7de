import parsePrometheus from 'parse-prometheus-text-format';
import { expect, it } from 'vitest';
import { consoleMetrics } from '../metrics/console-metrics.ts';
import type { RequestContext } from './context.ts';
import { createCallerFactory } from './init.ts';
import { rootRouter } from './root-router.ts';

const stranger = {
  user: undefined,
  requestId: 'r',
  address: '',
  now: new Date(),
} as unknown as RequestContext;

it('calls are counted by procedure and result, also those that are refused, and no name that is none', async () => {
  const caller = createCallerFactory(rootRouter)(stranger);
  for (let time = 0; time < 2; time++) await expect(caller.people.list()).rejects.toThrow('Sign in first.');
  const none = caller as unknown as Record<string, Record<string, () => Promise<unknown>>>;
  await expect(none.people?.planted?.()).rejects.toThrow();
  const counted = parsePrometheus(await consoleMetrics().registry.metrics()).find(
    ({ name }) => name === 'ntm_console_procedures_total',
  );
  expect(counted?.metrics).toEqual([
    { labels: { procedure: 'people.list', result: 'UNAUTHORIZED' }, value: '2' },
  ]);
});
