import { expect, test } from '../fixtures.ts';
import { seedNode, withDatabase } from '../stack/seed.ts';

test('a viewer sees the fleet and changes nothing', async ({ page, login, enrol, config }) => {
  await login.as('viewer');
  await page.goto('/nodes');
  await expect(page.getByRole('link', { name: 'Configuration', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Audit', exact: true })).toHaveCount(0);
  await enrol.open();
  await expect(page.getByRole('button', { name: 'Make the key' })).toHaveCount(0);
  await config.open();
  await expect(config.button(/Push|Save/)).toHaveCount(0);
});

test('a viewer reads a node and is offered nothing that changes it', async ({ page, login, nodes }) => {
  const node = await withDatabase((prisma) => seedNode(prisma, `kiosk-${Date.now()}`));
  await login.as('viewer');
  await nodes.open(`?q=${node.name}`);
  await expect(page.getByRole('link', { name: 'Enrol nodes' })).toHaveCount(0);
  await nodes.openNode(node.name);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Well');
  await expect(page.getByRole('link', { name: 'Push configuration' })).toHaveCount(0);
  await expect(page.getByRole('main').getByText('More', { exact: true })).toHaveCount(0);
});

test('a page above the role says which role it takes', async ({ page, login }) => {
  await login.as('operator');
  for (const path of ['/audit', '/people']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: /Your role cannot open/ })).toBeVisible();
    await expect(page.getByText('It takes an admin:')).toBeVisible();
  }
});

test('a procedure above the role is refused past the pages too', async ({ page, login }) => {
  await login.as('viewer');
  const answer = await page.request.post('/api/trpc/enrolment.createKey', {
    data: { label: 'x', kind: 'oneOff', useLimit: null, expiresInHours: 1, approvalRequired: false },
  });
  expect(answer.status()).toBe(403);
});

test('a change from another site is refused', async ({ page, login, baseURL }) => {
  await login.as('operator');
  const data = { label: 'x', kind: 'oneOff', useLimit: null, expiresInHours: 1, approvalRequired: false };
  const foreign = await page.request.post('/api/trpc/enrolment.createKey', {
    data,
    headers: { origin: 'http://elsewhere.example' },
  });
  expect(foreign.status()).toBe(403);
  const form = await page.request.post('/api/trpc/enrolment.createKey', {
    form: { label: 'x' },
    headers: { origin: baseURL ?? '' },
  });
  expect(form.status()).toBe(415);
});
