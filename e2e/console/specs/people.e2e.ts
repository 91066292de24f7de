import AxeBuilder from '@axe-core/playwright';
import type { Browser } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { AccountPage, codeOf } from '../pages/account-page.ts';
import { isHome, LoginPage } from '../pages/login-page.ts';

const FIRST = 'a lamp beside the river';
const NEXT = 'a boat beside the lamp';

/** Somebody new whom the admin added, in a browser of their own. */
async function newcomer(
  browser: Browser,
  people: { open(): Promise<void>; add(person: object): Promise<void> },
  of: { oneTime: boolean },
) {
  const username = `person-${Date.now()}`;
  await people.open();
  await people.add({ username, password: FIRST, role: 'viewer', ...of });
  const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL ?? '' });
  const page = await context.newPage();
  return { username, context, page, login: new LoginPage(page), account: new AccountPage(page) };
}

test.beforeEach(({ login }) => login.as('admin'));

test('a newcomer replaces the first password before anything is shown', async ({ browser, people }) => {
  const { username, page, login, context } = await newcomer(browser, people, { oneTime: true });
  await expect(people.entry(username)).toContainText('one-time password');
  await login.open();
  await login.try(username, FIRST);
  await expect(page.getByText('Your password was for one sign-in.')).toBeVisible();
  const otherPage = await context.newPage();
  await otherPage.goto('/nodes');
  await expect(otherPage).toHaveURL(/\/login$/);
  const choose = async (password: string) => {
    await page.getByLabel('New password', { exact: true }).fill(password);
    await page.getByLabel('New password again').fill(password);
    await page.getByRole('button', { name: 'Use this password' }).click();
  };
  await choose('password1234');
  await expect(page.getByText('This password is easily guessed.')).toBeVisible();
  await choose(NEXT);
  await page.waitForURL(isHome);
  await context.close();
});

test('a button that is pressed by key keeps the focus while it is busy, and is not pressed twice', async ({
  page,
  people,
}) => {
  const username = `person-${Date.now()}`;
  await people.open();
  await people.add({ username, password: FIRST, role: 'viewer' });
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let asked = 0;
  await page.route(/people\.change/, async (route) => {
    asked += 1;
    await held;
    await route.continue();
  });
  const button = people.entry(username).getByRole('button', { name: `the account of ${username}` });
  await button.press('Enter');
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await expect(button).toBeFocused();
  release();
  await expect(people.entry(username)).toContainText('closed');
  await expect(button).toBeEnabled();
  await expect(button).toBeFocused();
  expect(asked).toBe(1);
});

test('a person adds an authenticator app, and signs in with its code, or with a recovery code once', async ({
  browser,
  people,
}) => {
  const { username, page, login, account, context } = await newcomer(browser, people, { oneTime: false });
  await login.open();
  await login.try(username, FIRST);
  await page.waitForURL(isHome);
  await account.open();
  const { secret, recoveryCodes } = await account.addSecondFactor();
  expect(new Set(recoveryCodes).size).toBe(10);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('a password and a code');

  await login.signOut();
  await login.try(username, FIRST);
  // The code of this step turned the factor on; the next one is taken before its time too.
  await page.getByLabel('Code of your authenticator app').fill(codeOf(secret, Date.now() + 30_000));
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL(isHome);

  await login.signOut();
  for (const [code, admitted] of [
    [recoveryCodes[0] ?? '', true],
    [recoveryCodes[0] ?? '', false],
  ] as const) {
    await login.try(username, FIRST);
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(code);
    await page.getByRole('button', { name: 'Go on' }).click();
    if (admitted) {
      await page.waitForURL(isHome);
      await login.signOut();
    } else await expect(page.getByText('This code is wrong, or was used.')).toBeVisible();
  }

  await people.open();
  await expect(people.entry(username)).toContainText('second factor');
  await people.takeSecondFactor(username);
  await expect(people.entry(username)).not.toContainText('second factor');
  await login.open();
  await login.try(username, FIRST);
  await page.waitForURL(isHome);
  await context.close();
});

test('a person changes the password, and is signed out everywhere else', async ({ browser, people }) => {
  const { username, page, login, account, context } = await newcomer(browser, people, { oneTime: false });
  const elsewhere = await browser.newContext({ baseURL: process.env.E2E_BASE_URL ?? '' });
  const otherPage = await elsewhere.newPage();
  const otherLogin = new LoginPage(otherPage);
  for (const [at, on] of [
    [login, page],
    [otherLogin, otherPage],
  ] as const) {
    await at.open();
    await at.try(username, FIRST);
    await on.waitForURL(isHome);
  }
  await account.open();
  await account.changePassword({ present: FIRST, next: NEXT, again: 'something else here' });
  await expect(page.getByText('The two passwords differ.')).toBeVisible();
  await account.changePassword({ present: 'not this one', next: NEXT });
  await expect(page.getByText('This is not your present password.')).toBeVisible();
  const changedAt = Date.now();
  await account.changePassword({ present: FIRST, next: NEXT });
  await expect(page.getByText('Changed. Your other sessions have ended.')).toBeVisible();
  // Its open page is led out by its stream of changes, without a click.
  await otherPage.waitForURL('**/login', { timeout: 5_000 });
  console.log(`the open page of a revoked session was led out after ${Date.now() - changedAt} ms`);
  await page.goto('/nodes');
  await expect(page).toHaveURL(/\/nodes$/);
  await otherLogin.try(username, NEXT);
  await otherPage.waitForURL(isHome);
  await elsewhere.close();
  await context.close();
});

test('an admin resets a lost password: the one-time one is shown once, and ends the sessions', async ({
  browser,
  page: adminPage,
  people,
}) => {
  const { username, page, login, context } = await newcomer(browser, people, { oneTime: false });
  await login.open();
  await login.try(username, FIRST);
  await page.waitForURL(isHome);
  const oneTime = await people.resetPassword(username);
  await page.waitForURL('**/login', { timeout: 5_000 });
  await people.open();
  await expect(adminPage.getByText(oneTime)).toHaveCount(0);
  await login.try(username, FIRST);
  await expect(page.getByText('Name and password do not match.')).toBeVisible();
  await login.try(username, oneTime);
  await expect(page.getByText('Your password was for one sign-in.')).toBeVisible();
  await context.close();
});

test('a person ends every other session at once', async ({ browser, people }) => {
  const { username, page, login, context } = await newcomer(browser, people, { oneTime: false });
  for (let times = 0; times < 3; times++) {
    await page.goto('about:blank');
    await context.clearCookies();
    await login.open();
    await login.try(username, FIRST);
    await page.waitForURL(isHome);
  }
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'End the 2 others' }).click();
  await expect(page.getByRole('button', { name: /^End/ })).toHaveCount(0);
  await expect(page.getByText('This one')).toBeVisible();
  await context.close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the steps of the own account are accessible in ${colorScheme}`, async ({ browser, people }, info) => {
    const { username, page, login, account, context } = await newcomer(browser, people, { oneTime: false });
    const look = async (name: string) => {
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 860 });
        expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
        await page.screenshot({
          path: info.outputPath(`${name}-${colorScheme}-${width}.png`),
          fullPage: true,
        });
      }
      await page.setViewportSize({ width: 1440, height: 900 });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((found) => found.html).slice(0, 3)])).toEqual(
        [],
      );
    };
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await login.open();
    await login.try(username, FIRST);
    await page.waitForURL(isHome);
    await account.open();
    await look('account');
    await account.addSecondFactor();
    await look('recovery-codes');
    await login.signOut();
    await login.try(username, FIRST);
    await expect(page.getByLabel('Code of your authenticator app')).toBeVisible();
    await look('code-step');
    await context.close();
  });
}
