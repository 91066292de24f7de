import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { emptyAudit, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { decode } from 'next-auth/jwt';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CurrentUser, findCurrentUser } from '../session-repository.ts';
import { Browser } from './testing/browser.ts';
import { type Claims, type LocalProvider, startLocalProvider } from './testing/local-provider.ts';

const CONSOLE = 'http://console.test';
const SECRET = 'a secret of the tests, 32 characters or more';
const SESSION = 'ntm.session';
const source = { address: '192.0.2.1', userAgent: 'test', requestId: 'request' };

let database: TemporaryDatabase;
let prisma: PrismaClient;
let provider: LocalProvider;
let newBrowser: (again?: CurrentUser) => Browser;
let stop: () => Promise<void>;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 4 });
  provider = await startLocalProvider({
    id: 'ntmobile',
    secret: 'secret of the client',
    redirectUri: `${CONSOLE}/api/auth/callback/oidc`,
  });
  vi.stubEnv('DATABASE_URL', database.url);
  // Refusals are what these tests are about.
  vi.stubEnv('NTM_LOG_LEVEL', 'silent');
  vi.stubEnv('NEXTAUTH_SECRET', SECRET);
  vi.stubEnv('NTM_CONSOLE_URL', CONSOLE);
  vi.stubEnv('NTM_OIDC_ISSUER', provider.issuer);
  vi.stubEnv('NTM_OIDC_CLIENT_ID', 'ntmobile');
  vi.stubEnv('NTM_OIDC_CLIENT_SECRET', 'secret of the client');
  const { nextAuthOptions } = await import('../next-auth-options.ts');
  const held = await import('../../database.ts');
  newBrowser = (again) => new Browser(CONSOLE, () => nextAuthOptions({ source, again }));
  stop = () => held.database().$disconnect();
});
afterAll(async () => {
  await stop();
  await provider.close();
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(async () => {
  await prisma.user.deleteMany();
  await emptyAudit(prisma);
  await prisma.user.create({ data: { username: 'admin', role: 'admin', passwordHash: 'none' } });
  provider.person = { sub: 'subject-1', preferred_username: 'yamada' };
});

async function signIn(browser = newBrowser()) {
  const leadsTo = await browser.comeBack(await browser.signInAtProvider(await browser.begin()));
  return { leadsTo, browser };
}
async function personOf(browser: Browser) {
  const claims = await decode({ token: browser.cookies.get(SESSION) ?? '', secret: SECRET });
  return findCurrentUser(prisma, String(claims?.sid), new Date());
}
const federated = () => prisma.user.findMany({ where: { oidcSubject: { not: null } } });

async function expectRefused(browser: Browser, leadsTo: string) {
  expect(leadsTo).toContain('error=');
  expect(browser.cookies.get(SESSION)).toBeUndefined();
  expect(await prisma.userSession.count()).toBe(0);
}

describe('a sign-in at the identity provider', () => {
  it('makes a viewer at the first time and finds them again, by a session like any other', async () => {
    const { leadsTo, browser } = await signIn();
    expect(leadsTo).toBe(`${CONSOLE}/`);
    expect(await personOf(browser)).toMatchObject({ username: 'yamada', role: 'viewer' });
    provider.person = { ...provider.person, preferred_username: 'renamed' };
    await signIn();
    expect(await federated()).toMatchObject([
      { username: 'yamada', oidcIssuer: provider.issuer, oidcSubject: 'subject-1', passwordHash: null },
    ]);
    expect(await prisma.userSession.count()).toBe(2);
  });

  it('asks with PKCE, state and nonce, each of which differs from sign-in to sign-in', async () => {
    const asked = await Promise.all([1, 2].map(async () => new URL(await newBrowser().begin()).searchParams));
    for (const name of ['code_challenge', 'state', 'nonce']) {
      expect(asked[0]?.get(name)?.length, name).toBeGreaterThan(30);
      expect(asked[0]?.get(name), name).not.toBe(asked[1]?.get(name));
    }
    expect(asked[0]?.get('code_challenge_method')).toBe('S256');
  });

  it('does not become somebody who is here under the same name or mail', async () => {
    provider.person = { sub: 'subject-2', preferred_username: 'admin', email: 'admin' };
    const { browser } = await signIn();
    expect(await personOf(browser)).toMatchObject({ username: 'admin-2', role: 'viewer' });
  });

  it('keeps a closed account out', async () => {
    await signIn();
    await prisma.userSession.deleteMany();
    await prisma.user.updateMany({ where: { username: 'yamada' }, data: { disabledAt: new Date() } });
    const { browser, leadsTo } = await signIn();
    expect(leadsTo).toBe('/login?error=closed');
    await expectRefused(browser, leadsTo);
  });

  it('does not take the place of the first admin', async () => {
    await prisma.user.deleteMany();
    const { browser, leadsTo } = await signIn();
    expect(leadsTo).toBe('/login?error=firstRun');
    await expectRefused(browser, leadsTo);
    expect(await prisma.user.count()).toBe(0);
  });

  it('makes one account when the same person comes twice at once', async () => {
    await Promise.all([1, 2, 3].map(() => signIn()));
    expect(await federated()).toHaveLength(1);
    expect(await prisma.userSession.count()).toBe(3);
  });
});

describe('an attack on a sign-in at the identity provider', () => {
  /** A browser that is about to come back from the provider. */
  async function returning() {
    const browser = newBrowser();
    const address = await browser.signInAtProvider(await browser.begin());
    return { browser, address };
  }

  it('with another state is refused', async () => {
    const { browser, address } = await returning();
    address.searchParams.set('state', 'another');
    await expectRefused(browser, await browser.comeBack(address));
  });

  it('that has somebody else come back with the code of the attacker is refused', async () => {
    const { address } = await returning();
    const victim = newBrowser();
    await victim.begin();
    await expectRefused(victim, await victim.comeBack(address));
    const fresh = newBrowser();
    await expectRefused(fresh, await fresh.comeBack(address));
  });

  it.each(['next-auth.nonce', 'next-auth.pkce.code_verifier', 'next-auth.state'])(
    'with the %s of another sign-in is refused, and without it',
    async (name) => {
      for (const value of [(await returning()).browser.cookies.get(name), undefined]) {
        const { browser, address } = await returning();
        expect(browser.cookies.get(name)).toBeDefined();
        if (value === undefined) browser.cookies.delete(name);
        else browser.cookies.set(name, value);
        await expectRefused(browser, await browser.comeBack(address));
      }
    },
  );

  it('that brings a code a second time is refused', async () => {
    const { browser, address } = await returning();
    const replay = newBrowser();
    for (const [name, value] of browser.cookies) replay.cookies.set(name, value);
    expect(await browser.comeBack(address)).toBe(`${CONSOLE}/`);
    expect(await replay.comeBack(address)).toContain('error=');
    expect(replay.cookies.get(SESSION)).toBeUndefined();
    expect(await prisma.userSession.count()).toBe(1);
  });

  it.each([
    ['no code', 'code', ''],
    ['a code that was never given', 'code', 'x'.repeat(43)],
    ['another issuer', 'iss', 'http://evil.example'],
    ['an error of the provider', 'error', 'access_denied'],
  ])('with %s is refused', async (_, name, value) => {
    const { browser, address } = await returning();
    address.searchParams.set(name, value);
    await expectRefused(browser, await browser.comeBack(address));
  });
});

describe('a person of the provider who is to prove themselves again', () => {
  const proved = async () => {
    const { browser } = await signIn();
    const person = await personOf(browser);
    if (person === undefined) throw new Error('nobody is signed in');
    return { browser, person };
  };
  const again = async (person: CurrentUser, browser = newBrowser(person)) => {
    const address = await browser.begin('/proved');
    return {
      address: new URL(address),
      leadsTo: await browser.comeBack(await browser.signInAtProvider(address)),
      browser,
    };
  };

  it('has proved nothing by a sign-in whose time the provider did not say', async () => {
    const { person } = await proved();
    expect(person.provedAt.getTime()).toBe(0);
  });

  it('is asked there anew, and goes on in the session that they have', async () => {
    const { person } = await proved();
    const { address, leadsTo, browser } = await again(person);
    expect([address.searchParams.get('prompt'), address.searchParams.get('max_age')]).toEqual(['login', '0']);
    expect(leadsTo).toBe(`${CONSOLE}/proved`);
    const now = await personOf(browser);
    expect(now?.sessionId).toBe(person.sessionId);
    expect(Date.now() - (now?.provedAt.getTime() ?? 0)).toBeLessThan(30_000);
    expect(await prisma.userSession.count()).toBe(1);
  });

  it('proves nothing as somebody else, or where the provider did not ask', async () => {
    const { person } = await proved();
    provider.person = { sub: 'subject-2', preferred_username: 'sato' };
    expect((await again(person)).leadsTo).toContain('/proved?error=person');
    const { proveByProvider } = await import('./prove-by-provider.ts');
    const claims = { sub: 'subject-1' };
    const of = { issuer: provider.issuer, now: new Date() };
    const ended = (auth_time: unknown) =>
      proveByProvider(prisma, person, { ...of, claims: { ...claims, auth_time } });
    for (const auth_time of [undefined, 'now', Number.NaN, -1]) expect(await ended(auth_time)).toBe('untold');
    expect(await ended(Date.now() / 1000 - 121)).toBe('stale');
    const row = await prisma.userSession.findFirst({ where: { jti: person.sessionId } });
    expect(row?.provedAt.getTime()).toBe(0);
  });
});

describe('a role claim', () => {
  const admit = async (claims: Claims) => {
    const { admitByProvider } = await import('./admit-by-provider.ts');
    const identity = { issuer: 'https://id.example', claims, roleClaim: 'groups' };
    return admitByProvider(prisma, identity, { source, now: new Date() });
  };

  it('decides at each sign-in, ends the sessions of the role before, and is in the audit', async () => {
    const first = await admit({ sub: '1', preferred_username: 'sato', groups: ['ntm-admin'] });
    const sessionId = first.kind === 'admitted' ? first.sessionId : '';
    expect(await findCurrentUser(prisma, sessionId, new Date())).toMatchObject({ role: 'admin' });
    await admit({ sub: '1', groups: 'ntm-viewer' });
    expect(await findCurrentUser(prisma, sessionId, new Date())).toBeUndefined();
    expect(await federated()).toMatchObject([{ username: 'sato', role: 'viewer' }]);
    expect(await prisma.auditEntry.count({ where: { action: 'user.changed', actorKind: 'system' } })).toBe(1);
  });

  it('that names no role keeps out, whoever they were before', async () => {
    await admit({ sub: '1', groups: 'ntm-admin' });
    expect(await admit({ sub: '1', groups: ['staff'] })).toEqual({ kind: 'refused', because: 'noRole' });
    expect(await admit({ sub: '2' })).toEqual({ kind: 'refused', because: 'noRole' });
    expect(await federated()).toHaveLength(1);
  });
});
