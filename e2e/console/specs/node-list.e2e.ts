import { expect, test } from '../fixtures.ts';
import { insertNode, type SeededNode, seedNode, withDatabase } from '../stack/seed.ts';
import { seedManyNodes } from '../stack/seed-many.ts';

const prefix = `tram-${Date.now()}`;
const trams: SeededNode[] = [];
test.beforeAll(async () => {
  await withDatabase(async (prisma) => {
    for (const number of [1, 2, 3]) trams.push(await seedNode(prisma, `${prefix}-${number}`));
    for (const [index, { id }] of trams.entries())
      await prisma.presence.update({ where: { nodeId: id }, data: { rttMicros: 45_000 + index * 40_000 } });
  });
});
test.beforeEach(({ login }) => login.as('operator'));

test('a node is looked at beside the list, by keys alone, and the list is as it was', async ({
  page,
  nodes,
}) => {
  await nodes.open(`?q=${prefix}-`);
  await nodes.live();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(nodes.panel).toBeFocused();
  await expect(nodes.panel.getByRole('heading', { level: 2 }).first()).toContainText('1 tunnel relayed');
  await expect(page).toHaveURL(new RegExp(`node=${trams[0]?.id}`));
  // The next node takes its place.
  await page.keyboard.press('j');
  await expect(page).not.toHaveURL(new RegExp(`node=${trams[0]?.id}`));
  await page.keyboard.press('Escape');
  await expect(nodes.panel).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`\\?q=${prefix}-$`));
  await expect(nodes.focusedRow).toHaveCount(1);
  await page.goBack();
  await expect(nodes.headline).toContainText('6 of');
});

test('what is open beside the list is in the address, with its part, and becomes the page', async ({
  page,
  nodes,
}) => {
  await nodes.open(`?q=${prefix}-`);
  await nodes.openBeside(`${prefix}-1`);
  await nodes.panel.getByRole('link', { name: /^Paths/ }).click();
  await expect(page).toHaveURL(/tab=paths/);
  await page.reload();
  await expect(nodes.panel.getByRole('region', { name: /^Tunnels/ })).toContainText('Relayed');
  await nodes.panel.getByRole('link', { name: 'Open node' }).click();
  await page.waitForURL(`**/nodes/${trams[0]?.id}?tab=paths`);
});

test('Esc in an open menu closes the menu alone, and then the panel', async ({ page, nodes }) => {
  await nodes.open(`?q=${prefix}-`);
  await nodes.openBeside(`${prefix}-1`);
  const more = nodes.panel.locator('summary').filter({ hasText: 'More' });
  await more.click();
  await expect(nodes.panel.getByRole('button', { name: 'Suspend' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(nodes.panel.getByRole('button', { name: 'Suspend' })).toBeHidden();
  await expect(more).toBeFocused();
  await expect(nodes.panel).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(nodes.panel).toHaveCount(0);
});

test('a panel whose node cannot be read says why, and tries again', async ({ page, nodes }) => {
  const call = /\/api\/trpc\/[^?]*nodes\.get/;
  await nodes.open(`?q=${prefix}-`);
  await nodes.live();
  await page.route(call, (route) => route.abort());
  await nodes.openBeside(`${prefix}-1`);
  await expect(nodes.panel.getByRole('heading', { name: 'This node could not be read' })).toBeVisible();
  await page.unroute(call);
  await nodes.panel.getByRole('button', { name: 'Try again' }).click();
  await expect(nodes.panel.getByText('1 tunnel relayed')).toBeVisible();
});

test('nodes with a long round trip are found by rtt:>60, the slowest first', async ({ page, nodes }) => {
  await nodes.open();
  await nodes.search.fill(`${prefix}- rtt:>60 `);
  await expect(nodes.headline).toContainText('2 of');
  await expect(page).toHaveURL(/rtt=/);
  await page.getByRole('button', { name: 'RTT to DC' }).click();
  await expect(page).toHaveURL(/sort=-rtt/);
  await expect(nodes.table.getByRole('link')).toHaveText([`${prefix}-3`, `${prefix}-2`]);
  await page.reload();
  await expect(nodes.table.getByRole('link')).toHaveText([`${prefix}-3`, `${prefix}-2`]);
  await page.getByRole('button', { name: /^RTT above 60 ms/ }).click();
  await expect(nodes.headline).toContainText('6 of');
});

test('new nodes wait until somebody asks for them, and one that matches no more stays under the pointer', async ({
  page,
  nodes,
}) => {
  const name = `${prefix}-0-new`;
  await nodes.open(`?q=${prefix}-&state=online,never`);
  await nodes.live();
  const links = nodes.table.getByRole('link');
  await expect(links).toHaveCount(6);
  await nodes.row(`${prefix}-3`).hover();
  await withDatabase(async (prisma) => {
    const { id } = await insertNode(prisma, name);
    await prisma.presence.updateMany({ where: { nodeId: trams[2]?.id ?? '' }, data: { online: false } });
    await prisma.$executeRaw`SELECT pg_notify('ntm_node', ${id})`;
  });
  await expect(page.getByRole('button', { name: /1 new matches, show$/ })).toBeVisible();
  await expect(links).toHaveCount(6);
  await expect(links.first()).toHaveText(`${prefix}-1`);
  await nodes.headline.hover();
  await expect(nodes.row(`${prefix}-3`)).toHaveCount(0);
  await nodes.showNew();
  await expect(links.first()).toHaveText(name);
});

test('columns and the height of rows stay as one chose them', async ({ page, nodes }) => {
  await nodes.open(`?q=${prefix}-`);
  await page.getByText('Columns').click();
  await page.getByRole('checkbox', { name: 'Virtual address' }).uncheck();
  await page.getByRole('button', { name: 'Comfortable' }).click();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(nodes.table.getByRole('columnheader', { name: 'Network' })).toBeVisible();
  await expect(nodes.table.getByRole('columnheader', { name: 'Virtual address' })).toBeHidden();
  const height = await nodes.row(`${prefix}-1`).evaluate((row) => row.getBoundingClientRect().height);
  expect(height).toBeGreaterThan(34);
});

test.describe('a thousand nodes', () => {
  const many = `lorry-${Date.now()}`;
  test.beforeAll(() => withDatabase((prisma) => seedManyNodes(prisma, many, 1_000)));
  test.afterAll(() =>
    withDatabase((prisma) => prisma.node.deleteMany({ where: { lastName: { startsWith: many } } })),
  );

  test('are gone through by keys, while only those on the screen are drawn', async ({ page, nodes }) => {
    // Twenty pages are read on the way.
    test.setTimeout(120_000);
    await nodes.open(`?q=${many}`);
    await nodes.live();
    await expect(nodes.headline).toContainText('1,000 of');
    await expect(nodes.table).toHaveAttribute('aria-rowcount', '1001');
    await page.keyboard.press('j');
    await expect(nodes.focusedRow).toHaveText(`${many}-0000`);
    await page.keyboard.press('PageDown');
    await expect(nodes.focusedRow).toHaveText(`${many}-0020`);
    // The end is as far as rows were read; more come as one gets there.
    await expect(async () => {
      await page.keyboard.press('End');
      await expect(nodes.focusedRow).toHaveText(`${many}-0999`, { timeout: 50 });
    }).toPass({ intervals: [100], timeout: 90_000 });
    const last = page.locator('tr').filter({ has: nodes.focusedRow });
    await expect(last).toHaveAttribute('aria-rowindex', '1001');
    expect(await nodes.table.getByRole('row').count()).toBeLessThan(80);
    await page.keyboard.press('k');
    await page.keyboard.press('x');
    await page.keyboard.press('k');
    await page.keyboard.press('Shift+X');
    await expect(nodes.selection).toContainText('2 nodes of 1,000 matching');
    await nodes.selection.getByRole('button', { name: 'Select all 1,000' }).click();
    await nodes.selection.getByRole('button', { name: 'Push configuration to 1,000 nodes' }).click();
    await expect(page.getByRole('dialog')).toContainText('1,000 chosen');
    // Nodes that wait for approval get nothing, each of them counted.
    await expect(page.getByRole('dialog')).toContainText('0 of 1,000 nodes');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    // From outside the rows one begins at the first.
    await page.keyboard.press('j');
    await expect(nodes.focusedRow).toHaveText(`${many}-0000`);
    // With fewer columns what is left out takes no room from the names.
    await page.setViewportSize({ width: 1_000, height: 900 });
    const name = await page.locator('td.node-cell-name').first().boundingBox();
    expect(name?.width).toBeGreaterThan(140);
  });
});

test('a push from the list is for exactly the selected nodes', async ({ page, nodes }) => {
  await nodes.open(`?q=${prefix}-`);
  await page.getByRole('checkbox', { name: `Select ${prefix}-1`, exact: true }).check();
  await page.getByRole('checkbox', { name: `Select ${prefix}-2`, exact: true }).check();
  await nodes.selection.getByRole('button', { name: 'Push configuration to 2 nodes' }).click();
  await expect(page.getByRole('dialog')).toContainText('2 chosen');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(nodes.selection).toContainText('2 nodes');
});

test('a push from the list is for these nodes also where they are all that there are', async ({
  page,
  nodes,
}) => {
  await page.route(/\/api\/trpc\/[^?]*nodes\.list/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll(/"total":\d+/g, '"total":2') });
  });
  await nodes.open();
  await nodes.search.fill(`${prefix}-`);
  await expect(nodes.headline).toContainText('of 2 nodes match');
  await page.getByRole('checkbox', { name: `Select ${prefix}-1`, exact: true }).check();
  await page.getByRole('checkbox', { name: `Select ${prefix}-2`, exact: true }).check();
  await nodes.selection.getByRole('button', { name: 'Push configuration to 2 nodes' }).click();
  await expect(page.getByRole('radio', { name: 'Some nodes' })).toBeChecked();
  // The list may be read again at this moment.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('what was let go of while all were asked for does not come back with the answer', async ({
  page,
  nodes,
}) => {
  const call = /\/api\/trpc\/[^?]*nodes\.matchingIds/;
  let answer = () => {};
  const mayAnswer = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(call, async (route) => {
    await mayAnswer;
    await route.continue().catch(() => {});
  });
  await nodes.open(`?q=${prefix}-`);
  await nodes.live();
  await page.getByRole('checkbox', { name: `Select ${prefix}-1`, exact: true }).check();
  const asked = page.waitForRequest(call);
  await nodes.selection.getByRole('button', { name: /^Select all/ }).click();
  const request = await asked;
  await page.keyboard.press('Escape');
  await expect(nodes.selection).toHaveCount(0);
  answer();
  await expect.poll(async () => request.failure() !== null || (await request.response()) !== null).toBe(true);
  await page.getByRole('checkbox', { name: `Select ${prefix}-1`, exact: true }).check();
  await expect(nodes.selection).toContainText('1 node of');
});
