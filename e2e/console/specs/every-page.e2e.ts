import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../fixtures.ts';
import { ensureRealm, type SeededNode, seedNode, withDatabase } from '../stack/seed.ts';

let node: SeededNode;
test.beforeAll(async () => {
  node = await withDatabase(async (prisma) => {
    await ensureRealm(prisma);
    return seedNode(prisma, `kiosk-${Date.now()}`);
  });
});

const PAGES = {
  nodes: () => '/nodes',
  'no match': () => '/nodes?q=nothing-is-called-this',
  node: () => `/nodes/${node.id}`,
  configuration: () => '/config',
  'push panel': () => `/config?push=${node.id}`,
  enrol: () => '/enrol',
  audit: () => '/audit',
  people: () => '/people',
  sessions: () => '/sessions',
  'not found': () => '/nowhere',
};

for (const [name, path] of Object.entries(PAGES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${name} is accessible in ${colorScheme}`, async ({ page, login }, info) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await login.as('admin');
      await page.goto(path());
      await expect(
        page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first(),
      ).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      await page.screenshot({ path: info.outputPath(`${name}-${colorScheme}.png`) });
      expect(violations.map(({ id, nodes }) => [id, nodes.map((found) => found.html).slice(0, 3)])).toEqual(
        [],
      );
    });
  }

  test(`${name} does not scroll sideways at 360 px`, async ({ page, login }, info) => {
    await page.setViewportSize({ width: 360, height: 780 });
    await login.as('admin');
    await page.goto(path());
    await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first()).toBeVisible();
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
    await page.screenshot({ path: info.outputPath(`${name}-360.png`) });
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`sign-in is accessible in ${colorScheme}`, async ({ page, login }) => {
    await page.emulateMedia({ colorScheme });
    await login.open();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
}

test('the chosen theme is there from the first picture on', async ({ page, login }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await login.as('viewer');
  await page.goto('/nodes');
  await page.locator('summary').click();
  await page.getByRole('button', { name: 'dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const answer = await page.request.get('/nodes');
  expect(await answer.text()).toContain('data-theme="dark"');
});

test('every answer forbids foreign scripts and frames', async ({ request }) => {
  for (const path of ['/login', '/api/auth/csrf', '/icon.svg', '/nowhere']) {
    const headers = (await request.get(path)).headers();
    expect(headers['content-security-policy'], path).toContain("default-src 'none'");
    expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options'], path).toBe('nosniff');
  }
  const policy = (await request.get('/login')).headers()['content-security-policy'] ?? '';
  expect(policy).not.toContain('unsafe');
});
