import type { APIRequestContext, Browser } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { isHome, LoginPage } from '../pages/login-page.ts';
import { withDatabase } from '../stack/seed.ts';

const PASSWORD = 'a session beside the river';
const COOKIE = 'ntm.session';

async function newcomer(
  browser: Browser,
  people: { open(): Promise<void>; add(person: object): Promise<void> },
) {
  const username = `ended-${Date.now()}`;
  await people.open();
  await people.add({ username, password: PASSWORD, role: 'operator' });
  const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL ?? '' });
  const page = await context.newPage();
  const login = new LoginPage(page);
  const signIn = async () => {
    await login.open();
    await login.try(username, PASSWORD);
    await page.waitForURL(isHome);
  };
  const token = async () => (await context.cookies()).find(({ name }) => name === COOKIE)?.value ?? '';
  return { username, context, page, login, signIn, token };
}

test.beforeEach(({ login }) => login.as('admin'));

test('a cookie that was there before never becomes a session, and each sign-in has a new one', async ({
  browser,
  people,
}) => {
  const { context, page, login, signIn, token } = await newcomer(browser, people);
  const url = process.env.E2E_BASE_URL ?? '';
  await context.addCookies([{ name: COOKIE, value: 'set-by-somebody-else', url }]);
  await signIn();
  const first = await token();
  expect(first).not.toBe('set-by-somebody-else');
  await login.signOut();
  // The cookie of a session that ended is brought to a new sign-in.
  await context.addCookies([{ name: COOKIE, value: first, url }]);
  await signIn();
  expect(await token()).not.toBe(first);
  const planted = await browser.newContext({ baseURL: url });
  for (const value of ['set-by-somebody-else', first]) {
    await planted.addCookies([{ name: COOKIE, value, url }]);
    expect((await planted.request.get('/api/trpc/account.get')).status()).toBe(401);
  }
  await planted.close();
  await page.close();
  await context.close();
});

const ENDS: Record<
  string,
  (username: string, request: APIRequestContext, own: APIRequestContext) => Promise<unknown>
> = {
  'its account is closed': (username, admin) => change(username, admin, { disabled: true }),
  'its role changes': (username, admin) => change(username, admin, { role: 'viewer' }),
  'it is ended elsewhere': async (_, __, own) =>
    expectOk(await own.post('/api/trpc/sessions.revokeOthers', { data: {} })),
  'its password is reset': async (username, admin) =>
    expectOk(await admin.post('/api/trpc/people.resetPassword', { data: { id: await idOf(username) } })),
};

for (const [why, end] of Object.entries(ENDS)) {
  test(`when ${why}, a page, a procedure and an open stream are closed to a session within 5 s`, async ({
    browser,
    page: adminPage,
    people,
  }) => {
    const { username, context, page, signIn } = await newcomer(browser, people);
    await signIn();
    // A second sign-in of the same person, from which the first is ended.
    const own = await browser.newContext({ baseURL: process.env.E2E_BASE_URL ?? '' });
    const ownPage = await own.newPage();
    const ownLogin = new LoginPage(ownPage);
    await ownLogin.open();
    await ownLogin.try(username, PASSWORD);
    await ownPage.waitForURL(isHome);
    await page.goto('/nodes');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const endedAt = Date.now();
    await end(username, adminPage.request, own.request);
    await expect.poll(async () => (await context.request.get('/api/trpc/account.get')).status()).toBe(401);
    expect(Date.now() - endedAt).toBeLessThan(5_000);
    const answer = await context.request.get('/nodes', { maxRedirects: 0 });
    expect([answer.status(), answer.headers().location]).toEqual([307, '/login']);
    // The open page hears it by its stream of changes.
    await expect(page).toHaveURL(/\/login$/, { timeout: Math.max(1, endedAt + 5_000 - Date.now()) });
    console.log(`when ${why}: the open page was led out after ${Date.now() - endedAt} ms`);
    await own.close();
    await context.close();
  });
}

const idOf = (username: string) =>
  withDatabase(async (prisma) => (await prisma.user.findUniqueOrThrow({ where: { username } })).id);

async function change(username: string, admin: APIRequestContext, to: object): Promise<void> {
  const data = { id: await idOf(username), role: 'operator', disabled: false, ...to };
  expectOk(await admin.post('/api/trpc/people.change', { data }));
}

function expectOk(answer: { status(): number }): void {
  expect(answer.status()).toBe(200);
}
