import { expect, test } from '../fixtures.ts';
import { PEOPLE } from '../people.ts';

test.describe.configure({ mode: 'serial' });

test('a console without people leads to its first run', async ({ page }) => {
  await page.goto('/nodes');
  await expect(page).toHaveURL(/\/setup$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Make the first admin');
});

test('a weak or mistyped password is told beside its field', async ({ page, setup }) => {
  await setup.open();
  await setup.make({ ...PEOPLE.admin, again: 'something else here' });
  await expect(page.getByText('The two passwords differ.')).toBeVisible();
});

test.describe('a console that other machines reach', () => {
  const code = process.env.E2E_SETUP_CODE;
  test.skip(
    code === undefined,
    'the system under test is reached by this machine alone, or told no setup code',
  );

  test('without its setup code nobody makes the first admin, not even past the page', async ({ request }) => {
    for (const setupCode of [undefined, '', 'abcd-efgh', `${code}a`]) {
      const answer = await request.post('/api/trpc/setup.createFirstAdmin', {
        data: { ...PEOPLE.admin, setupCode },
      });
      expect(answer.status(), String(setupCode)).toBe(403);
    }
  });

  test('its page says where the code is, and that another is none', async ({ page, setup }) => {
    await page.goto('/setup');
    await expect(page.getByLabel('Setup code')).toHaveValue('');
    await expect(page.getByText('the end of the address that npm start prints')).toBeVisible();
    await page.goto('about:blank');
    await setup.open('abcd-efgh');
    await expect(page.getByLabel('Setup code')).toHaveValue('abcd-efgh');
    await setup.make(PEOPLE.admin);
    await expect(page.getByText('This is not the setup code.')).toBeVisible();
    await expect(page).toHaveURL(/\/setup/);
  });
});

test('the first admin is made and signed in, and the first run is over', async ({ page, setup }) => {
  await setup.open();
  await setup.make(PEOPLE.admin);
  await expect(page).toHaveURL(/\/enrol$/);
  // An open page of a session that is over goes to the sign-in by itself.
  await page.goto('about:blank');
  await page.context().clearCookies();
  await page.goto('/setup');
  await expect(page).toHaveURL(/\/login$/);
});

test('nobody makes a second first admin, not even past the page', async ({ request }) => {
  const answer = await request.post('/api/trpc/setup.createFirstAdmin', {
    data: { username: 'intruder', password: 'a password of an intruder' },
  });
  expect(answer.status()).toBe(403);
});

test('the admin adds an operator and a viewer', async ({ login, people }) => {
  await login.as('admin');
  await people.open();
  await people.add({ ...PEOPLE.operator, role: 'operator' });
  await people.add({ ...PEOPLE.viewer, role: 'viewer' });
  await expect(people.entry(PEOPLE.viewer.username)).toContainText('never signed in');
});

test('before there is a node every page says so, and an operator is led to the first', async ({
  page,
  login,
  nodes,
}) => {
  await login.as('operator');
  for (const path of ['/', '/nodes']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('No nodes yet. Enrol the first one.');
    await expect(page.getByRole('heading', { name: 'Nothing is enrolled' })).toBeVisible();
  }
  // What could only be empty is not offered.
  await expect(nodes.search).toBeHidden();
  await page.goto('/config');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.goto('/coordinators');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The DC answers.');
  await page.goto('/');
  await page.getByRole('link', { name: 'Make an enrolment key' }).click();
  await expect(page).toHaveURL(/\/enrol$/);
  await expect(page.getByText('Nodes that use the new key show here.')).toBeVisible();
});

test('before there is a node a viewer is told so, and not led to what an operator does', async ({
  page,
  login,
}) => {
  await login.as('viewer');
  await page.goto('/nodes');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No nodes yet. Enrol the first one.');
  await expect(page.getByRole('link', { name: 'Make an enrolment key' })).toHaveCount(0);
});
