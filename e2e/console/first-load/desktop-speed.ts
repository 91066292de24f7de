import type { Browser } from '@playwright/test';

/**
 * Rows of a table that a desktop makes and lays out in a millisecond. The desktop is one between what Lighthouse calls
 * low-end and high-end, whose benchmark index is 1,500; a machine of index 3,360 made 16.3 rows, and slowed down to
 * index 1,545 it made 6.9 (Lighthouse 12.8.2, Chromium 156).
 * @see https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md
 */
const ROWS_PER_MS = 6.8;
const MEASURED_MS = 300;

/** How fast this machine is now, in desktops: the same work that a page is made of, without the page. */
export async function desktopSpeed(browser: Browser): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    return (await page.evaluate(makeRows, MEASURED_MS)) / ROWS_PER_MS;
  } finally {
    await context.close();
  }
}

/** Runs in the page: rows per millisecond. */
function makeRows(forMs: number): number {
  const begun = performance.now();
  let rows = 0;
  while (performance.now() - begun < forMs) {
    const table = document.createElement('table');
    for (let row = 0; row < 20; row++) {
      const cells = table.insertRow();
      for (let cell = 0; cell < 8; cell++) cells.insertCell().textContent = `row ${row} cell ${cell}`;
    }
    document.body.replaceChildren(table);
    rows += table.offsetHeight > 0 ? 20 : 0;
  }
  return rows / (performance.now() - begun);
}
