import { expect, test } from '../fixtures.ts';
import { withDatabase } from '../stack/seed.ts';
import { type SeededFleet, seedFleet } from '../stack/seed-fleet.ts';

let fleet: SeededFleet;
const suffix = `-t${Date.now()}`;
test.beforeAll(async () => {
  fleet = await withDatabase((prisma) => seedFleet(prisma, suffix));
});
const idOf = (name: string) => fleet.nodes.get(name)?.id ?? '';
test.beforeEach(({ login }) => login.as('viewer'));

test('the address holds the part of a node that is shown, and Back leads to the one before', async ({
  page,
  node,
}) => {
  await node.open(idOf('bus-1042'));
  const parts = page.getByRole('navigation', { name: 'Parts of this node' });
  await parts.getByRole('link', { name: /^Paths/ }).click();
  await expect(page).toHaveURL(/\?tab=paths$/);
  await expect(page.getByRole('region', { name: /^Tunnels/ })).toBeVisible();
  await expect(node.chart).toHaveCount(0);
  await parts.getByRole('link', { name: 'Events' }).click();
  await expect(page.getByRole('region', { name: 'Events' })).toBeVisible();
  await page.goBack();
  await expect(parts.getByRole('link', { name: /^Paths/ })).toHaveAttribute('aria-current', 'page');
  await page.reload();
  await expect(page.getByRole('region', { name: /^Tunnels/ })).toBeVisible();
});

test('traffic is read as chart and as figures side by side', async ({ page, node }) => {
  await page.goto(`/nodes/${idOf('bus-1042')}?tab=traffic`);
  await expect(node.chart).toBeVisible();
  await expect(node.table.getByRole('row').nth(1)).toContainText('bit/s');
});

test('the configuration of a node tells what was desired, what came of it, and when', async ({ page }) => {
  await page.goto(`/nodes/${idOf('tablet-field-221')}?tab=config`);
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByRole('row').nth(1)).toContainText('r18');
  await expect(page.getByRole('region', { name: /^Configuration/ })).toContainText('Failed');
});
