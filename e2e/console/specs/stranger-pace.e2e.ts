import { expect, test } from '../fixtures.ts';
import { PEOPLE } from '../people.ts';
import { cookiesOf, rawRequest } from '../stack/raw-request.ts';

/** Of nobody else in these tests. */
const FLOODER = '203.0.113.230';
const AT_ONCE = 20;

test('a source that asks too much without a session waits; others, and a person at the same source, do not', async ({
  baseURL,
}) => {
  // A console believes of a peer on this machine alone from where a request came.
  const base = `http://127.0.0.1:${new URL(baseURL ?? '').port}`;
  const statusOf = async (path: string, from: string, cookie = '') =>
    (await rawRequest(base, path, { headers: { 'x-forwarded-for': from, cookie } })).status;
  const cookie = await cookiesOf(base, PEOPLE.viewer);
  // The console finds the session by this one.
  expect(await statusOf('/sessions', '203.0.113.231', cookie)).toBe(200);
  const statuses: number[] = [];
  while (!statuses.includes(429) && statuses.length < 1_000) {
    const asked = Array.from({ length: AT_ONCE }, () => statusOf('/icon.svg', FLOODER));
    statuses.push(...(await Promise.all(asked)));
  }
  expect(statuses.indexOf(429)).toBeGreaterThanOrEqual(300 - AT_ONCE);
  const refused = await rawRequest(base, '/login', { headers: { 'x-forwarded-for': FLOODER } });
  expect([refused.status, refused.body]).toEqual([429, expect.stringContaining('then try again')]);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.headers['x-content-type-options']).toBe('nosniff');
  expect(await statusOf('/api/trpc/overview.get', FLOODER, 'ntm.session=invented')).toBe(429);
  expect(await statusOf('/login', '203.0.113.232')).toBe(200);
  expect(await statusOf('/sessions', FLOODER, cookie)).toBe(200);
});
