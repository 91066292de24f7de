import { expect, test } from 'vitest';
import { timeoutsOf } from './database-timeouts.ts';

const USUAL = { connectionTimeoutMillis: 10_000, query_timeout: 10_000, statement_timeout: 9_000 };

test('the URL of a database says how long is waited for it, and there is always an end', () => {
  const at = (query: string) => timeoutsOf(`postgresql://a:b@127.0.0.1:5432/c${query}`);
  expect(at('?connect_timeout=3&query_timeout=20000')).toEqual({
    connectionTimeoutMillis: 3_000,
    query_timeout: 20_000,
    statement_timeout: 18_000,
  });
  for (const query of ['', '?sslmode=require', '?connect_timeout=0&query_timeout=no'])
    expect(at(query)).toEqual(USUAL);
});

test('what is done in the background may take its own time where the URL says nothing', () => {
  const own = { connectionTimeoutMillis: 3_000, query_timeout: 60_000 };
  expect(timeoutsOf('postgresql://there/c', own)).toEqual({ ...own, statement_timeout: 54_000 });
  expect(timeoutsOf('postgresql://there/c?query_timeout=1000', own)).toEqual({
    connectionTimeoutMillis: 3_000,
    query_timeout: 1_000,
    statement_timeout: 900,
  });
});

test('the place of a socket, which is no URL to others, is one here too', () => {
  expect(timeoutsOf('/run/postgresql c')).toEqual(USUAL);
  expect(timeoutsOf('postgresql://a:b@/c?host=/run/postgresql&connect_timeout=2')).toEqual({
    ...USUAL,
    connectionTimeoutMillis: 2_000,
  });
});
