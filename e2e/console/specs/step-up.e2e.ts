import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../fixtures.ts';
import { isHome } from '../pages/login-page.ts';
import { ageProofs } from '../stack/people-rows.ts';
import { ensureRealm, withDatabase } from '../stack/seed.ts';

const PASSWORD = 'a boss beside the river';
let boss: string;
test.beforeAll(() => withDatabase(ensureRealm));

test.beforeEach(async ({ page, login, people }) => {
  boss = `boss-${Date.now()}`;
  await login.as('admin');
  await people.open();
  await people.add({ username: boss, password: PASSWORD, role: 'admin' });
  await page.goto('about:blank');
  await page.context().clearCookies();
  await login.open();
  await login.try(boss, PASSWORD);
  await page.waitForURL(isHome);
});

test('a change after ten minutes waits for a proof, keeps what was typed, and goes on', async ({
  page,
  people,
}) => {
  await people.open();
  await ageProofs(boss);
  const username = `late-${Date.now()}`;
  await page.getByLabel('Name').fill(username);
  await page.getByLabel('First password').fill('a lamp beside the door');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
  await dialog.getByLabel('Your password').fill('not this one');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(dialog.getByText('That is not right')).toBeVisible();
  await expect(page.getByLabel('Name')).toHaveValue(username);
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(people.entry(username)).toBeVisible();
  await expect(dialog).toHaveCount(0);
});

test('without the proof nothing is done, and what was typed is still there', async ({ page, enrol }) => {
  await enrol.open();
  await ageProofs(boss);
  await enrol.make({ name: 'kept key' });
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Prove that it is you, then try again.')).toBeVisible();
  await expect(page.getByLabel('Name')).toHaveValue('kept key');
  await expect(page.getByRole('row', { name: /kept key/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Make the key' }).click();
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(enrol.enrolmentString).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the question is accessible in ${colorScheme}`, async ({ page, enrol }, info) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await enrol.open();
    await ageProofs(boss);
    await enrol.make({ name: 'looked at' });
    await expect(page.getByRole('dialog').getByLabel('Your password')).toBeFocused();
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 860 });
      expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
      await page.screenshot({ path: info.outputPath(`step-up-${colorScheme}-${width}.png`) });
    }
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((found) => found.html).slice(0, 3)])).toEqual([]);
  });
}

test('the window of the identity provider says how it went and what to do next', async ({ page }) => {
  for (const [path, words] of [
    ['/proved', 'It is you.'],
    ['/proved?error=person', 'That was no proof.'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(words);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
});
