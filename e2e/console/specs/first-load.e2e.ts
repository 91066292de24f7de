import { calmMoment } from '../first-load/calm-moment.ts';
import { firstLoad } from '../first-load/first-load.ts';
import { performanceScore } from '../first-load/performance-score.ts';
import { expect, test } from '../fixtures.ts';
import { withDatabase } from '../stack/seed.ts';
import { seedFleet } from '../stack/seed-fleet.ts';

const LEAST_SCORE = 95;
const MOST_SCRIPT_BYTES = 200_000;
/** What else the machine does only ever takes off: the best of so many loads counts, and one is enough if it passes. */
const LOADS = 3;
/** How long each load waits for the machine to be calm. */
const CALM_WITHIN_MS = 8_000;

test.beforeAll(() => withDatabase((prisma) => seedFleet(prisma, `-f${Date.now()}`)));

for (const [name, path] of [
  ['sign-in', '/login'],
  ['overview', '/'],
  ['nodes', '/nodes'],
] as const) {
  test(`${name} is there at once for somebody who was never there, with little to load`, async ({
    browser,
    page,
    login,
    baseURL,
  }, info) => {
    test.setTimeout(120_000);
    if (path !== '/login') await login.as('viewer');
    const cookies = await page.context().cookies();
    // The page that signed in is alive, and would take of the processors while another one is measured.
    await page.goto('about:blank');
    let best = 0;
    const loads: string[] = [];
    for (let load = 0; load < LOADS && best < LEAST_SCORE; load++) {
      await calmMoment(CALM_WITHIN_MS);
      const { metrics, speed, scriptBytes, moved } = await firstLoad(browser, {
        url: `${baseURL}${path}`,
        cookies,
      });
      const score = performanceScore(metrics);
      best = Math.max(best, score);
      const figures = JSON.stringify({ score, speed, scriptBytes, ...metrics, moved });
      loads.push(figures);
      info.annotations.push({ type: 'figures', description: figures });
      console.log(`first load of ${name}: ${figures}`);
      expect(scriptBytes, 'bytes of scripts').toBeGreaterThan(10_000);
      expect(scriptBytes, 'bytes of scripts').toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
    }
    expect(best, `performance in loads ${loads.join(', ')}`).toBeGreaterThanOrEqual(LEAST_SCORE);
  });
}
