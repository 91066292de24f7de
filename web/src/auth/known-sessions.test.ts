import { expect, it, vi } from 'vitest';
import { KnownSessions, knownSessions } from './known-sessions.ts';

const comes = (known: KnownSessions, cookie: string) => known.comesWith(`theme=dark; ntm.session=${cookie}`);

it('a cookie is known while its session is found', () => {
  const known = new KnownSessions();
  expect([comes(known, 'one'), known.comesWith(undefined)]).toEqual([false, false]);
  known.looked('one', true);
  expect([comes(known, 'one'), comes(known, 'on'), comes(known, 'one=')]).toEqual([true, false, false]);
  known.looked('one', false);
  expect(comes(known, 'one')).toBe(false);
});

it("a cookie that only came where nobody looks is a stranger's after five minutes, whatever became of its session", () => {
  const known = new KnownSessions();
  known.looked('one', true, 1_000_000);
  expect(known.comesWith('ntm.session=one', 1_000_000 + 299_999)).toBe(true);
  expect(known.comesWith('ntm.session=one', 1_000_000 + 300_000)).toBe(false);
  // A clock that was set back says nothing.
  expect(known.comesWith('ntm.session=one', 999_999)).toBe(false);
});

it('the 4,096 that were used last are remembered', () => {
  const known = new KnownSessions();
  for (let each = 0; each < 4096; each++) known.looked(`cookie-${each}`, true);
  known.looked('cookie-0', true);
  known.looked('another', true);
  expect(['another', 'cookie-0', 'cookie-1', 'cookie-2'].map((cookie) => comes(known, cookie))).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

it('they are one for a process, however often the module is loaded', async () => {
  vi.resetModules();
  const again = await import('./known-sessions.ts');
  expect(again.KnownSessions).not.toBe(KnownSessions);
  expect(again.knownSessions()).toBe(knownSessions());
});
