import { expect, test } from 'vitest';
import { DATABASE_TIMEOUTS, timeoutsOf } from './database-timeouts.ts';

test('the URL of a database says how long is waited for it, and there is always an end', () => {
  const at = (query: string) => timeoutsOf(`postgresql://a:b@127.0.0.1:5432/c${query}`);
  expect(at('?connect_timeout=3&query_timeout=20000')).toEqual({
    connectionTimeoutMillis: 3_000,
    query_timeout: 20_000,
  });
  for (const query of ['', '?sslmode=require', '?connect_timeout=0&query_timeout=no'])
    expect(at(query)).toEqual(DATABASE_TIMEOUTS);
});
