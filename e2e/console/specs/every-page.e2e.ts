import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { PAGES, STRANGERS_ROUTES } from '../page-paths.ts';
import { pageRoutes } from '../stack/routes.ts';
import { ensureRealm, withDatabase } from '../stack/seed.ts';
import { type SeededFleet, seedFleet } from '../stack/seed-fleet.ts';

let fleet: SeededFleet;
test.beforeAll(async () => {
  fleet = await withDatabase(async (prisma) => {
    await ensureRealm(prisma);
    return seedFleet(prisma, `-${Date.now()}`);
  });
});

test('every route of the console is among these pages', () => {
  const tried = new Set([...PAGES.flatMap(({ route }) => route ?? []), ...STRANGERS_ROUTES]);
  expect([...tried].sort()).toEqual(pageRoutes().sort());
});

for (const { name, path } of PAGES) {
  test(`${name} is accessible in light and in dark`, async ({ page, login }, info) => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await login.as('admin');
    await page.goto(path(fleet));
    await whole(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      await page.screenshot({ path: info.outputPath(`${name}-${colorScheme}.png`) });
      const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)]);
      expect(found, colorScheme).toEqual([]);
    }
  });

  test(`${name} has a name, its headings in order, and does not scroll sideways at 360 px`, async ({
    page,
    login,
  }, info) => {
    await page.setViewportSize({ width: 360, height: 780 });
    await login.as('admin');
    await page.goto(path(fleet));
    await whole(page);
    await expect(page).toHaveTitle(/^\S.* · NTMobile$/);
    expect(await skippedHeadings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
    expect(await smallControls(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath(`${name}-360.png`) });
  });
}

/** Waits until a page shows what it is about, and nothing in grey in its place. */
async function whole(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first()).toBeVisible();
  await expect(page.locator('.skeleton')).toHaveCount(0);
}

/** Headings of the page whose level is more than one below the one before, or a second of the first level. */
function skippedHeadings(page: Page): Promise<string[]> {
  return page.locator('main').evaluateAll((mains) =>
    mains.flatMap((main) => {
      const levels = [...main.querySelectorAll('h1, h2, h3, h4')].map((heading) => ({
        level: Number(heading.tagName[1]),
        text: heading.textContent ?? '',
      }));
      return levels
        .filter(({ level }, index) => {
          const before = levels[index - 1]?.level ?? 0;
          return level > before + 1 || (level === 1 && index > 0);
        })
        .map(({ level, text }) => `h${level} ${text}`);
    }),
  );
}

/** Buttons and fields that a finger misses, or that a phone zooms into. */
function smallControls(page: Page): Promise<string[]> {
  return page
    .locator('button.button:not(.button-small), input.input, select.input, textarea.input')
    .filter({ visible: true })
    .evaluateAll((controls) =>
      controls
        .filter((control) => {
          const isField = !(control instanceof HTMLButtonElement);
          const text = Number.parseFloat(getComputedStyle(control).fontSize);
          return control.getBoundingClientRect().height < 44 || (isField && text < 16);
        })
        .map((control) => control.outerHTML.slice(0, 160)),
    );
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
  await page.getByRole('complementary', { name: 'Console' }).locator('summary').click();
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
