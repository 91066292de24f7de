import { randomUUID } from 'node:crypto';
import { expect, test } from '../fixtures.ts';
import { ensureRealm, withDatabase } from '../stack/seed.ts';

test.beforeAll(() => withDatabase(ensureRealm));

test('a key whose form arrives twice at once is made once', async ({ page, login }) => {
  await login.as('operator');
  const label = `twice ${Date.now()}`;
  const data = {
    label,
    kind: 'oneOff',
    useLimit: null,
    expiresInHours: 1,
    approvalRequired: false,
    submission: randomUUID(),
  };
  const send = () => page.request.post('/api/trpc/enrolment.createKey', { data });
  const answers = (await Promise.all([send(), send(), send()])).map((answer) => answer.status());
  expect(answers.sort()).toEqual([200, 409, 409]);
  expect((await send()).status()).toBe(409);
  expect(await withDatabase((prisma) => prisma.enrolmentKey.count({ where: { label } }))).toBe(1);
});

test('a double click makes one person and one key', async ({ page, login, people, enrol }) => {
  await login.as('admin');
  await enrol.open();
  const label = `clicked ${Date.now()}`;
  await page.getByLabel('Name').fill(label);
  await page.getByRole('button', { name: 'Make the key' }).dblclick();
  await expect(enrol.enrolmentString).toBeVisible();
  const username = `clicked-${Date.now()}`;
  await people.open();
  await page.getByLabel('Name').fill(username);
  await page.getByLabel('First password').fill('a lamp beside the door');
  await page.getByRole('button', { name: 'Add', exact: true }).dblclick();
  await expect(people.entry(username)).toHaveCount(1);
  expect(await withDatabase((prisma) => prisma.enrolmentKey.count({ where: { label } }))).toBe(1);
});
