import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { addSample, type SeededNode, seedNode, withDatabase } from '../stack/seed.ts';

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

test('the list is used by keyboard alone: search, move, select, let go, open', async ({ page, nodes }) => {
  await nodes.open();
  // A page hears keys once it is live.
  await expect(page.getByRole('button', { name: 'Live, pause' })).toBeVisible();
  await page.keyboard.press('/');
  await expect(nodes.search).toBeFocused();
  await page.keyboard.type(`${bus.name} os:linux `);
  await expect(page).toHaveURL(/os=linux/);
  await expect(nodes.headline).toContainText('2 of');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await expect(nodes.focusedRow).toHaveText(bus.name);
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(nodes.selection).toContainText('2 nodes');
  await page.keyboard.press('Escape');
  await expect(nodes.selection).toHaveCount(0);
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(nodes.panel).toBeFocused();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/nodes/${bus.id}`);
  await expect(page.locator('main h1')).toBeFocused();
});

test('a word of the search that names no state is told, with those there are', async ({ page, nodes }) => {
  await nodes.open();
  await nodes.search.fill('state:asleep');
  await nodes.search.press('Enter');
  await expect(
    page.getByRole('alert').filter({ hasText: 'There is no state called "asleep"' }),
  ).toBeVisible();
});

test('the list is saved as a file of what the filter leaves', async ({ page, nodes }) => {
  await nodes.open(`?q=${bus.name}`);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV of 2' }).click();
  const lines = (await readFile(await (await saved).path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain(`${bus.name},${bus.id},online`);
});

test('a list whose server does not answer keeps its rows, says how old they are, and takes up again', async ({
  page,
  nodes,
}) => {
  const call = /\/api\/trpc\/[^?]*nodes\.list/;
  const isOld = page.getByRole('alert').filter({ hasText: /^Values are \d+ s old/ });
  await nodes.open(`?q=${bus.name}`);
  await nodes.live();
  await page.route(call, (route) => route.abort());
  await page.keyboard.press('Space');
  await page.keyboard.press('Space');
  // Ten seconds are not worth a word.
  await expect(isOld).toBeVisible({ timeout: 20_000 });
  await expect(nodes.row(bus.name)).toBeVisible();
  await expect(page.getByText('could not be read')).toHaveCount(0);
  await page.unroute(call);
  await isOld.getByRole('button', { name: 'Now' }).click();
  await expect(isOld).toHaveCount(0);
});

test('a list that the server cannot read says so with the number of its request', async ({ page, nodes }) => {
  await nodes.open(`?q=${bus.name}`);
  await nodes.live();
  const data = { code: 'INTERNAL_SERVER_ERROR', httpStatus: 500, requestId: 'request-of-the-test' };
  const error = { message: 'This could not be done.', code: -32_603, data };
  await page.route(/\/api\/trpc\/[^?]*nodes\.list/, (route) =>
    route.fulfill({ status: 500, contentType: 'application/json', body: JSON.stringify([{ error }]) }),
  );
  await page.keyboard.press('Space');
  await page.keyboard.press('Space');
  const told = page
    .getByRole('alert')
    .filter({ hasText: 'The list could not be read: This could not be done.' });
  await expect(told).toContainText('request-of-the-test');
  await expect(nodes.row(bus.name)).toBeVisible();
});

test('the chart is read by keyboard, and says what its table says', async ({ page, node }) => {
  await node.open(bus.id);
  await expect(node.chart).toBeVisible();
  await node.chartByKeyboard.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  const read = page.getByRole('status').filter({ hasText: /in .*bit\/s, out .*bit\/s$/ });
  const words = (await read.textContent()) ?? '';
  const [, received, sent] = /in (.*), out (.*)$/.exec(words) ?? [];
  await page.getByRole('button', { name: 'Table' }).click();
  const row = node.table.getByRole('row').nth(2);
  await expect(row.getByRole('cell').nth(1)).toHaveText(received ?? 'nothing');
  await expect(row.getByRole('cell').nth(2)).toHaveText(sent ?? 'nothing');
});

test('a part of the chart is chosen and zoomed into by keyboard', async ({ page, node }) => {
  await node.open(bus.id);
  await expect(node.chart).toBeVisible();
  await node.chartByKeyboard.focus();
  await page.keyboard.press('End');
  for (let step = 0; step < 4; step++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Leave zoom' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Leave zoom' })).toHaveCount(0);
});

test('a sample is on the page within a second of its commit', async ({ page, node }) => {
  await node.open(bus.id);
  await expect(page.getByRole('button', { name: 'Live, pause' })).toBeVisible();
  await expect(node.throughput).toContainText('in 2.00 Mbit/s');
  const committedAt = await withDatabase((prisma) => addSample(prisma, { nodeId: bus.id, receivedMbit: 3 }));
  await expect(node.throughput).toContainText('in 3.00 Mbit/s', { timeout: 1_000 });
  expect(Date.now() - committedAt).toBeLessThan(1_000);
});

test('a paused page stays as it is until it goes on', async ({ page, node }) => {
  await node.open(bus.id);
  await page.getByRole('button', { name: 'Live, pause' }).click();
  const before = await node.throughput.getByRole('heading').locator('..').textContent();
  await withDatabase((prisma) => addSample(prisma, { nodeId: bus.id, receivedMbit: 7 }));
  await page.waitForRequest(/realm\.serverHealth/);
  expect(before).not.toContain('in 7.00 Mbit/s');
  await expect(node.throughput).not.toContainText('in 7.00 Mbit/s');
  await page.getByRole('button', { name: 'Paused, go on' }).click();
  await expect(node.throughput).toContainText('in 7.00 Mbit/s');
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
