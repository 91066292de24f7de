import { expect, test } from '../fixtures.ts';
import { type SeededNode, seedNode, withDatabase } from '../stack/seed.ts';

let tram: SeededNode;
test.beforeAll(async () => {
  tram = await withDatabase((prisma) => seedNode(prisma, `tram-${Date.now()}`));
});
test.beforeEach(async ({ page, login }) => {
  await login.as('viewer');
  await page.goto('/nodes');
  // A page hears keys once it is live.
  await expect(page.getByRole('button', { name: 'Live, pause' })).toBeVisible();
});

test('a node is found and opened from anywhere, without the pointer', async ({ page }) => {
  await page.keyboard.press('Control+K');
  const palette = page.getByRole('dialog', { name: 'Search or run' });
  await palette.getByRole('combobox').fill(tram.name);
  await expect(palette.getByRole('option').first()).toContainText(tram.name);
  await expect(palette.getByText('Nodes, 2 match')).toBeVisible();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/nodes/${tram.id}`);
  await expect(palette).toHaveCount(0);
});

test('pages and what can be done on this one are in the palette too', async ({ page }) => {
  await page.getByRole('button', { name: 'Search or run' }).click();
  const palette = page.getByRole('dialog', { name: 'Search or run' });
  await palette.getByRole('combobox').fill('pause');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Paused, go on' })).toBeVisible();
  await page.keyboard.press('Control+K');
  await palette.getByRole('combobox').fill('config');
  await palette.getByRole('option', { name: /^Configuration/ }).click();
  await page.waitForURL('**/config');
});

test('what is called by no name is said, and Esc leads back', async ({ page }) => {
  await page.keyboard.press('Control+K');
  const palette = page.getByRole('dialog', { name: 'Search or run' });
  await palette.getByRole('combobox').fill('nothing is called this');
  await expect(palette.getByRole('status')).toHaveText('Nothing is called “nothing is called this”.');
  await page.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
});

test('g and a letter go to a page, ? lists all keys', async ({ page }) => {
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await page.waitForURL('**/enrol');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.waitForURL((url) => url.pathname === '/');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('g n');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('letters typed into a search go nowhere else', async ({ page, nodes }) => {
  await nodes.search.fill('');
  await nodes.search.pressSequentially('g o?');
  await expect(nodes.search).toHaveValue('g o?');
  await expect(page).toHaveURL(/\/nodes/);
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 780 } });

  test('the palette is in the top bar and fills the screen', async ({ page }) => {
    await page.getByRole('button', { name: 'Search or run' }).click();
    const palette = page.getByRole('dialog', { name: 'Search or run' });
    await palette.getByRole('combobox').fill(tram.name);
    await expect(palette.getByRole('option').first()).toContainText(tram.name);
    expect((await palette.boundingBox())?.width).toBe(360);
  });

  test('the bar has four pages and the menu, which leads to all others', async ({ page }) => {
    const bar = page.getByRole('navigation', { name: 'Pages' });
    await expect(bar.getByRole('link').filter({ visible: true })).toHaveText([
      'Overview',
      'Nodes',
      'Configuration',
      'Enrol',
    ]);
    await page.getByRole('complementary', { name: 'Console' }).locator('summary').click();
    await page.getByRole('group').getByRole('link', { name: 'Coordinators' }).click();
    await page.waitForURL('**/coordinators');
  });
});

test.describe('on a narrow screen', () => {
  test.use({ viewport: { width: 1000, height: 760 } });

  test('the navigation is a rail whose icons say their page to the keyboard too', async ({ page }) => {
    const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Configuration' });
    expect((await link.boundingBox())?.width).toBeLessThan(56);
    const word = link.getByText('Configuration');
    expect((await word.boundingBox())?.width).toBe(1);
    await page.keyboard.press('Tab');
    await link.focus();
    expect((await word.boundingBox())?.width).toBeGreaterThan(50);
  });
});
