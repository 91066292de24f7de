import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { seedNode, withDatabase } from '../stack/seed.ts';

test('a change is in the audit with before and after, found by its id, and saved as a file', async ({
  page,
  login,
  node,
}) => {
  const seeded = await withDatabase((prisma) => seedNode(prisma, `audited-${Date.now()}`));
  await login.as('admin');
  await node.open(seeded.id);
  await expect(page.getByRole('button', { name: 'Live, pause' })).toBeVisible();
  await node.suspend();
  await expect(page.getByRole('status', { name: 'What just happened' })).toContainText(
    `${seeded.name} is suspended`,
  );
  await page.goto('/audit');
  await page.getByLabel('Search the audit').fill(seeded.id);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  const entry = page.getByRole('row').nth(1);
  await expect(entry).toContainText('admin');
  await expect(entry).toContainText(/suspended/);
  await expect(entry.getByText('+', { exact: true })).toBeVisible();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const lines = (await readFile(await (await saved).path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(seeded.id);
});

test('a search of the audit that finds nothing says so and leads back', async ({ page, login }) => {
  await login.as('admin');
  await page.goto('/audit?q=nothing-was-called-this');
  await expect(page.getByRole('heading', { name: 'No entry matches' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear the search' }).click();
  await expect(page).toHaveURL(/\/audit$/);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
});

test('a page of the audit from before its first entry says so, and leads to the newest', async ({
  page,
  login,
}) => {
  await login.as('admin');
  await page.goto('/audit?before=1');
  await expect(page.getByRole('heading', { name: 'No older entry' })).toBeVisible();
  await page.getByRole('link', { name: 'Newest entries' }).click();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
});

test('a page that could not be made names its request, and is made once the database gives it', async ({
  context,
  login,
}) => {
  await login.as('admin');
  // Its browser's console has an error, as it must: not the page of the fixture, which may have none.
  const page = await context.newPage();
  await withDatabase((prisma) =>
    prisma.$transaction(
      async (tx) => {
        await tx.$executeRaw`LOCK TABLE audit_entries IN ACCESS EXCLUSIVE MODE`;
        await page.goto('/audit');
        await expect(page.getByRole('heading', { name: 'This page could not be made' })).toBeVisible({
          timeout: 20_000,
        });
      },
      { timeout: 30_000 },
    ),
  );
  await expect(page.getByText(/^Request [\w-]{8,}/)).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
});
