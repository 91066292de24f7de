import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../fixtures.ts';
import { ensureRealm, withDatabase } from '../stack/seed.ts';
import { type SeededFleet, seedFleet } from '../stack/seed-fleet.ts';

let fleet: SeededFleet;
test.beforeAll(async () => {
  fleet = await withDatabase(async (prisma) => {
    await ensureRealm(prisma);
    return seedFleet(prisma, `-${Date.now()}`);
  });
});

const nodePath = (name: string) => `/nodes/${fleet.nodes.get(name)?.id}`;

const PAGES = {
  overview: () => '/',
  coordinators: () => '/coordinators',
  nodes: () => '/nodes',
  'no match': () => '/nodes?q=nothing-is-called-this',
  'narrowed nodes': () => '/nodes?state=online,stale&config=drift,inSync&route=relayed',
  node: () => nodePath('bus-1042'),
  'traffic of a node': () => `${nodePath('bus-1042')}?tab=traffic`,
  'paths of a node': () => `${nodePath('bus-1042')}?tab=paths`,
  'configuration of a node': () => `${nodePath('tablet-field-221')}?tab=config`,
  'events of a node': () => `${nodePath('bus-1042')}?tab=events`,
  'offline node': () => nodePath('kiosk-sendai-04'),
  'pending node': () => nodePath('till-0468-osaka'),
  'node that failed a configuration': () => nodePath('tablet-field-221'),
  configuration: () => '/config',
  'push panel': () => `/config?push=${fleet.nodes.get('bus-1042')?.id}`,
  'push board': () => `/config/pushes/${fleet.pushId}`,
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
