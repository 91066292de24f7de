import { expect, test } from '../fixtures.ts';
import { type SeededNode, seedNode, withDatabase } from '../stack/seed.ts';

let bus: SeededNode;
test.beforeAll(async () => {
  bus = await withDatabase((prisma) => seedNode(prisma, `bus-${Date.now()}`));
});
test.beforeEach(({ login }) => login.as('viewer'));

test('a node is found by part of its name, and the address of the page says so', async ({ page, nodes }) => {
  await nodes.open();
  await nodes.search.fill(bus.name);
  await expect(nodes.row(bus.name)).toContainText('Online');
  await expect(nodes.headline).toContainText('2 of');
  await expect(page).toHaveURL(new RegExp(`q=${bus.name}`));
  await page.reload();
  await expect(nodes.row(bus.name)).toBeVisible();
});

test('filters narrow the list, and one that matches nothing offers the way back', async ({ page, nodes }) => {
  await nodes.open(`?q=${bus.name}`);
  await nodes.narrow(/never seen$/);
  await expect(nodes.row(bus.name)).toHaveCount(0);
  await expect(nodes.row(`${bus.name}-peer`)).toBeVisible();
  await nodes.search.fill('config:rolled-back');
  await nodes.search.press('Enter');
  await expect(page.getByText(/^0 of .* nodes match$/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Clear all filters' }).click();
  await expect(page).toHaveURL(/\/nodes$/);
});

test('a node says how it is, through what it talks and why', async ({ nodes, node }) => {
  await nodes.open(`?q=${bus.name}`);
  await nodes.openNode(bus.name);
  await expect(node.sentence).toHaveText('Well, and talking to 1 peer. 1 tunnel relayed.');
  await expect(node.tunnel(`${bus.name}-peer`)).toContainText('Relayed');
  await expect(node.tunnel(`${bus.name}-peer`)).toContainText('Both ends are behind NATs');
});

test('throughput is a rate, can be zoomed, and can be read as a table', async ({ page, node }) => {
  await node.open(bus.id);
  await expect(node.chart).toBeVisible();
  await expect(node.throughput).toContainText('in 2.00 Mbit/s, out 1.00 Mbit/s');
  await node.zoomIntoMiddle();
  await expect(page.getByRole('button', { name: 'Leave zoom' })).toBeVisible();
  await page.getByRole('button', { name: 'Leave zoom' }).click();
  await page.getByRole('button', { name: '3 h', exact: true }).click();
  await page.getByRole('button', { name: 'Table' }).click();
  const table = page.getByRole('region', { name: 'Throughput as a table' });
  await expect(table.getByRole('row').nth(1)).toContainText('2.00 Mbit/s');
  // Two runs of the node: each begins a line, none of them below zero.
  await expect(table.getByText('–')).toHaveCount(4);
  await expect(table.getByText('-', { exact: false }).filter({ hasText: /^-\d/ })).toHaveCount(0);
});

test('a change in the database shows without a reload', async ({ node }) => {
  await node.open(bus.id);
  await expect(node.sentence).toContainText('Well');
  await withDatabase(async (prisma) => {
    await prisma.tunnel.updateMany({
      where: { nodeId: bus.id },
      data: { state: 'noPath', route: null, reason: 'no path: the peer is offline' },
    });
    await prisma.$executeRaw`SELECT pg_notify('ntm_telemetry', ${bus.id})`;
  });
  await expect(node.sentence).toContainText('No path to');
});
