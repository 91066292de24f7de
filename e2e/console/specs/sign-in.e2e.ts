import { expect, test } from '../fixtures.ts';
import { isHome } from '../pages/login-page.ts';
import { PEOPLE, PROVIDER_NAME, PROVIDER_PERSON } from '../people.ts';

test('a stranger is sent to sign in, from every page', async ({ page }) => {
  for (const path of ['/', '/nodes', '/config', '/enrol', '/audit', '/people', '/account', '/sessions']) {
    await page.goto(path);
    await expect(page, path).toHaveURL(/\/login$/);
  }
});

test('a person signs in and out, and the cookie is worth nothing after', async ({ page, login }) => {
  await login.freshlyAs('viewer');
  const cookies = await page.context().cookies();
  await login.signOut();
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.context().addCookies(cookies);
  await page.goto('/nodes');
  await expect(page).toHaveURL(/\/login$/);
});

test('a sign-in that is sent before the page is ready waits for it', async ({ page, login }) => {
  let letScriptsCome = () => {};
  const held = new Promise<void>((resolve) => {
    letScriptsCome = resolve;
  });
  await page.route('**/_next/static/**/*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/login', { waitUntil: 'commit' });
  await page.getByLabel('Name').fill(PEOPLE.viewer.username);
  await page.getByLabel('Password', { exact: true }).fill(PEOPLE.viewer.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeDisabled();
  letScriptsCome();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(isHome);
  await login.signOut();
});

test('without JavaScript the console says what it needs', async ({ request }) => {
  // A browser whose programs are switched off by a debugger shows no such part, so it is looked for in the text.
  const html = await (await request.get('/login')).text();
  const [, shown = ''] = /<noscript>(.*?)<\/noscript>/s.exec(html) ?? [];
  expect(shown).toContain('The console needs JavaScript. Turn it on for this site, and load the page again.');
});

test('a wrong password and an unknown name are told alike', async ({ page, login }) => {
  await login.open();
  for (const [username, password] of [
    [PEOPLE.viewer.username, 'not the password at all'],
    ['nobody-here', PEOPLE.viewer.password],
  ] as const) {
    await login.try(username, password);
    await expect(page.getByText('Name and password do not match.')).toBeVisible();
  }
});

test('five misses lock the name here, even for the right password', async ({ page, login }) => {
  await login.open();
  for (let miss = 0; miss < 5; miss++) {
    await login.try('victim', `wrong ${miss}`);
    await expect(page.getByText('Name and password do not match.')).toBeVisible();
  }
  await login.try('victim', 'whatever it is');
  await expect(page.getByText('Too many misses.')).toBeVisible();
});

test('a session that is ended elsewhere is over', async ({ page, login, browser, baseURL }) => {
  const other = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const otherPage = await other.newPage();
  await otherPage.goto('/login');
  await otherPage.getByLabel('Name').fill(PEOPLE.operator.username);
  await otherPage.getByLabel('Password', { exact: true }).fill(PEOPLE.operator.password);
  await otherPage.getByRole('button', { name: 'Sign in', exact: true }).click();
  await otherPage.waitForURL(isHome);
  await login.freshlyAs('operator');
  await page.goto('/sessions');
  const others = page.getByRole('button', { name: 'End it' });
  const before = await others.count();
  // The newest of the others is the first.
  await others.first().click();
  await expect(others).toHaveCount(before - 1);
  // Its open page is led out without a click.
  await otherPage.waitForURL('**/login', { timeout: 5_000 });
  await other.close();
});

test('a person whom the identity provider vouches for comes in as a viewer, with no password here', async ({
  page,
  login,
  people,
}) => {
  await login.open();
  const button = page.getByRole('button', { name: `Sign in with ${PROVIDER_NAME}` });
  test.skip((await button.count()) === 0, 'the system under test has no identity provider');
  await button.click();
  await expect(page.locator('summary').filter({ hasText: PROVIDER_PERSON.preferred_username })).toContainText(
    'viewer',
  );
  await page.goto('/account');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    'Your identity provider vouches for you',
  );
  await expect(page.getByLabel('Present password')).toHaveCount(0);
  await page.goto('about:blank');
  await page.context().clearCookies();
  await login.as('admin');
  await people.open();
  await expect(people.entry(PROVIDER_PERSON.preferred_username)).toContainText('identity provider');
});

test('an answer of the identity provider that nobody asked for leads back to the sign-in', async ({
  page,
  login,
}) => {
  await login.open();
  const button = page.getByRole('button', { name: `Sign in with ${PROVIDER_NAME}` });
  test.skip((await button.count()) === 0, 'the system under test has no identity provider');
  await page.goto('/api/auth/callback/oidc?code=of-somebody-else&state=never-asked');
  await expect(page).toHaveURL(/\/login\?error=provider$/);
  await expect(page.getByText('The sign-in was not completed.')).toBeVisible();
  await page.goto('/nodes');
  await expect(page).toHaveURL(/\/login$/);
});
