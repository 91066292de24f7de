import { expect, test } from '../fixtures.ts';
import { ensureRealm, withDatabase } from '../stack/seed.ts';

test.beforeAll(() => withDatabase(ensureRealm));
test.beforeEach(({ login }) => login.as('operator'));

test('a key is made, shown once as code and line, and only then', async ({ page, enrol }) => {
  await enrol.open();
  await enrol.make({ name: 'Tills, refit', atMost: 60 });
  await expect(enrol.code('Tills, refit')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^2\. / })).toBeFocused();
  const line = (await enrol.enrolmentString.textContent()) ?? '';
  expect(line).toMatch(/^ntm:\/\/enrol\?/);
  await expect(enrol.row('Tills, refit')).toContainText('0 of 60');
  await page.reload();
  await expect(enrol.row('Tills, refit')).toBeVisible();
  expect(await page.content()).not.toContain(line.slice(-20));
});

test('a revoked key can be used no more', async ({ enrol }) => {
  await enrol.open();
  await enrol.make({ name: 'Spare phone' });
  await expect(enrol.row('Spare phone')).toContainText('can be used');
  await enrol.revoke('Spare phone');
  await expect(enrol.row('Spare phone')).toContainText('revoked');
});
