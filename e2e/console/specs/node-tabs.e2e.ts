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
  const desired = page.getByRole('region', { name: /^Desired r18/ });
  await expect(desired).toContainText('against r17, which the node runs');
  await expect(desired.getByText('interval: 60 s')).toBeVisible();
});

test('a suspended node does not claim that its tunnels are up', async ({ page, node }) => {
  await node.open(idOf('van-0031'));
  await expect(node.sentence).toContainText('Suspended. Nobody is directed to it');
  await expect(page.getByText('2 when it last reported')).toBeVisible();
  const tunnels = page.getByRole('region', { name: /^Tunnels/ });
  await expect(tunnels).toContainText('not what is up now');
  await expect(tunnels.getByText('Was direct')).toBeVisible();
  await expect(tunnels.getByText('Direct', { exact: true })).toHaveCount(0);
});

test('the chart tells what happened and in which network the node was, to readers too', async ({
  page,
  node,
}) => {
  await node.open(idOf('bus-1042'));
  await expect(page.getByRole('list', { name: 'What happened in this time' })).toContainText(
    'Wi-Fi to LTE, 41 ms, 6 of 6 tunnels kept',
  );
  await expect(node.throughput.getByText(/^\d\d:\d\d to \d\d:\d\d (Wi-Fi|Mobile)/).first()).toBeAttached();
  await expect(node.throughput.locator('svg').getByText('Relayed')).toBeVisible();
});

test('a zoom reads a finer part of the day', async ({ page, node }) => {
  await node.open(idOf('bus-1042'));
  await page.getByRole('button', { name: '24 h', exact: true }).click();
  await expect(node.throughput).toContainText('96 s points');
  await node.zoomIntoMiddle();
  await expect(node.throughput).toContainText(/3[23] s points|No telemetry/);
  await page.getByRole('button', { name: 'Leave zoom' }).click();
  await expect(node.throughput).toContainText('96 s points');
});

test('a part that is being read has its layout in grey, then what it is about', async ({ page, node }) => {
  await page.route(/nodes\.config/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
  await node.open(idOf('tablet-field-221'));
  // Before the page's program is at work the link loads the whole page, with the part in it.
  await expect(page.getByRole('button', { name: 'Live, pause' })).toBeVisible();
  await page
    .getByRole('link', { name: /^Config/ })
    .last()
    .click();
  await expect(page.locator('.skeleton').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'History' })).toBeVisible();
  await expect(page.locator('.skeleton')).toHaveCount(0);
});
