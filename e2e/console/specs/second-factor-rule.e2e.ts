import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../fixtures.ts';
import { AccountPage } from '../pages/account-page.ts';
import { isHome, LoginPage } from '../pages/login-page.ts';
import { ensureRealm, withDatabase } from '../stack/seed.ts';

const PASSWORD = 'a rule beside the river';

test.beforeAll(() => withDatabase(ensureRealm));

test.afterEach(() =>
  withDatabase((prisma) => prisma.realmSettings.updateMany({ data: { secondFactorRequired: false } })),
);

test('an admin asks everybody for a second factor: who has none adds one at the next sign-in and sees nothing else', async ({
  browser,
  page: adminPage,
  login: adminLogin,
  people,
}, info) => {
  const [boss, ops] = [`rule-boss-${Date.now()}`, `rule-ops-${Date.now()}`];
  await adminLogin.as('admin');
  await people.open();
  await people.add({ username: boss, password: PASSWORD, role: 'admin' });
  await people.add({ username: ops, password: PASSWORD, role: 'operator' });
  const entered = async (username: string) => {
    const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL ?? '' });
    const page = await context.newPage();
    const login = new LoginPage(page);
    await login.open();
    await login.try(username, PASSWORD);
    await page.waitForURL(isHome);
    return { context, page, login, account: new AccountPage(page) };
  };
  const [theirs, own] = [await entered(ops), await entered(boss)];

  const ask = async () => {
    await own.page.goto('/people');
    await own.page.getByRole('button', { name: 'Ask everybody for one' }).click();
    await own.page.getByRole('button', { name: 'Ask everybody', exact: true }).click();
  };
  await ask();
  await expect(own.page.getByText('Add a second factor to your own account first')).toBeVisible();
  await own.account.open();
  await own.account.addSecondFactor();
  await ask();
  await expect(own.page.getByText('Asked for.')).toBeVisible();

  await theirs.page.waitForURL('**/login', { timeout: 5_000 });
  await theirs.login.try(ops, PASSWORD);
  await theirs.page.waitForURL('**/second-factor');
  for (const path of ['/', '/nodes', '/account', '/people']) {
    await theirs.page.goto(path);
    await expect(theirs.page).toHaveURL(/\/second-factor$/);
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    await theirs.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page: theirs.page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((found) => found.html).slice(0, 3)])).toEqual([]);
    for (const width of [1440, 360]) {
      await theirs.page.setViewportSize({ width, height: 860 });
      await theirs.page.screenshot({ path: info.outputPath(`owes-${colorScheme}-${width}.png`) });
    }
  }
  const refused = await theirs.page.request.get('/api/trpc/realm.serverHealth');
  expect(refused.status()).toBe(403);
  expect((await theirs.account.addSecondFactor()).recoveryCodes).toHaveLength(10);
  await theirs.page.getByRole('button', { name: 'I have kept them' }).click();
  await theirs.page.waitForURL(isHome);

  await own.page.goto('/people');
  await own.page.getByRole('button', { name: 'Ask no more' }).click();
  await own.page.getByRole('dialog').getByRole('button', { name: 'Ask no more' }).click();
  await expect(own.page.getByText('Not asked for.')).toBeVisible();
  await adminPage.goto('/people');
  await expect(adminPage).toHaveURL(/\/login$/);
  await theirs.context.close();
  await own.context.close();
});
