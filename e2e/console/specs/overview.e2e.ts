import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { withDatabase } from '../stack/seed.ts';
import { type SeededFleet, seedFleet } from '../stack/seed-fleet.ts';

let fleet: SeededFleet;
const suffix = `-o${Date.now()}`;
test.beforeAll(async () => {
  fleet = await withDatabase((prisma) => seedFleet(prisma, suffix));
});
test.beforeEach(async ({ page, login }) => {
  await login.as('viewer');
  await page.goto('/');
});

test('the overview says in one sentence how the fleet is, and counts it', async ({ page }) => {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/nodes need a look\.|The fleet is well\./);
  await expect(page.getByRole('link', { name: /^Online now \d+ of \d+/ })).toBeVisible();
  await expect(page.getByText(/^Routes of [\d,]+ tunnels$/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Server' })).toContainText('answers');
});

test('a figure leads to the nodes that it counts', async ({ page, nodes }) => {
  // Nodes of other tests grow stale meanwhile: between the two readings the number may be another.
  await expect(async () => {
    await page.goto('/');
    const tile = page.getByRole('link', { name: /^Online now/ });
    const [, online] = /Online now\s*([\d,]+)/.exec((await tile.textContent()) ?? '') ?? [];
    await tile.click();
    await expect(page).toHaveURL(/\/nodes\?state=online,idle$/);
    await expect(nodes.headline).toContainText(`${online} of`, { timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  await page.goBack();
  await page.getByRole('link', { name: /^Relayed/ }).click();
  await expect(page).toHaveURL(/\/nodes\?route=relayed$/);
});

test('the worst nodes come with why, and lead to themselves and to all of their kind', async ({ page }) => {
  const look = page.getByRole('region', { name: 'Need a look' });
  await expect(look.getByRole('row').nth(1)).toContainText('No path to');
  await look.getByRole('link', { name: /without a path$/ }).click();
  await expect(page).toHaveURL(/route=none/);
  await expect(page.getByRole('link', { name: `bus-1042${suffix}`, exact: true })).toBeVisible();
  await page.goBack();
  await look.getByRole('row').nth(1).getByRole('link').click();
  await page.waitForURL(/\/nodes\/[a-z2-7]{26}/);
});

test('throughput of the fleet is a chart, a table and a file that say the same', async ({ page }) => {
  const panel = page.getByRole('region', { name: 'Throughput by route' });
  await page.getByRole('group', { name: 'Range' }).getByRole('button', { name: '1 h', exact: true }).click();
  await expect(panel).toContainText('in and out of all nodes, 5 min points');
  await expect(panel.getByText('Adding up')).toHaveCount(0);
  await panel.getByRole('group', { name: /^Throughput of all nodes by route/ }).focus();
  await page.keyboard.press('End');
  const read = panel.getByRole('status');
  await expect(read).toHaveText(/end to end .*bit\/s, relayed .*bit\/s$/);
  const [, endToEnd] = /end to end (.*), relayed/.exec((await read.textContent()) ?? '') ?? [];
  await panel.getByRole('button', { name: 'Table' }).click();
  await expect(panel.getByRole('row').nth(1).getByRole('cell').nth(1)).toHaveText(endToEnd ?? 'nothing');
  const saved = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'CSV' }).click();
  const lines = (await readFile(await (await saved).path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(await panel.getByRole('row').count());
});

test('every range of throughput is offered, whatever the size of the fleet', async ({ page }) => {
  const panel = page.getByRole('region', { name: 'Throughput by route' });
  for (const [range, points] of [
    ['24 h', '5 min points'],
    ['7 d', '30 min points'],
    ['30 d', '2 h points'],
  ] as const) {
    await page.getByRole('group', { name: 'Range' }).getByRole('button', { name: range }).click();
    await expect(panel).toContainText(points);
  }
});

test('what nodes told last leads to their events', async ({ page }) => {
  const latest = page.getByRole('region', { name: 'Latest events' });
  await latest
    .getByRole('link', { name: `bus-1042${suffix}` })
    .first()
    .click();
  await expect(page).toHaveURL(/\?tab=events$/);
});

test('a node that lost its path shows without a reload', async ({ page }) => {
  const { id = '', name = '' } = fleet.nodes.get('bus-1101') ?? {};
  await expect(page.getByRole('button', { name: 'Live, pause' })).toBeVisible();
  const look = page.getByRole('region', { name: 'Need a look' });
  await expect(look.getByRole('row').nth(1)).toContainText('No path to');
  await expect(look.getByRole('link', { name, exact: true })).toHaveCount(0);
  // Counts of the whole fleet would not do: nodes of other tests grow stale meanwhile, and are counted as that.
  await withDatabase(async (prisma) => {
    const lost = { state: 'noPath', route: null, reason: 'both ends are behind NATs', since: new Date() };
    expect((await prisma.tunnel.updateMany({ where: { nodeId: id }, data: lost })).count).toBe(1);
    await prisma.$executeRaw`SELECT pg_notify('ntm_config', ${id})`;
  });
  await expect(look.getByRole('link', { name, exact: true })).toBeVisible();
});

test('coordinators tell whether they answer, and what they refused by reason', async ({ page }) => {
  await page.getByRole('region', { name: 'Server' }).getByRole('link', { name: 'Coordinators' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The DC answers.');
  await expect(page.getByRole('region', { name: /^Coordinator at/ })).toContainText('Registrations');
  await expect(page.getByRole('region', { name: 'Relays' })).toBeVisible();
});
