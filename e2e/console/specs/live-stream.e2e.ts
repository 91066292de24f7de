import type { BrowserContext } from '@playwright/test';
import { expect, test } from '../fixtures.ts';

/** Most event streams of a session. */
const MOST_STREAMS = 16;
const STREAM = `/api/trpc/nodes.watch?input=${encodeURIComponent(JSON.stringify({ nodeId: null }))}`;

/** Opens as many event streams as the session of a browser may have; they stay until the signal. */
async function openAllStreams(context: BrowserContext, signal: AbortSignal): Promise<void> {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  for (let count = 0; count < MOST_STREAMS; count++) {
    const headers = { cookie, accept: 'text/event-stream' };
    const { status, body } = await fetch(`${process.env.E2E_BASE_URL}${STREAM}`, { headers, signal });
    expect(status).toBe(200);
    // With its first event it counts.
    await body?.getReader().read();
  }
}

test.beforeEach(({ login }) => login.as('operator'));

test('a page whose stream is refused says why, and is live once there is place for it', async ({
  page,
  context,
}) => {
  // Nothing of a page that is left counts among the streams.
  await page.goto('about:blank');
  const streams = new AbortController();
  await openAllStreams(context, streams.signal);
  for (const path of ['/nodes', '/', '/enrol']) {
    await page.goto(path);
    await expect(page.getByText('Not live')).toBeVisible();
    await expect(page.getByRole('alert').filter({ hasText: 'told of no changes' })).toContainText(
      `You have ${MOST_STREAMS} live pages open. Close some of them.`,
    );
    await expect(page.getByText('Reconnecting')).toHaveCount(0);
  }
  streams.abort();
  await page.goto('/nodes');
  await expect(page.getByRole('button', { name: 'Live, pause' })).toBeVisible();
  await expect(page.getByText('told of no changes')).toHaveCount(0);
});

test('a page whose stream was ended on the way to the console opens it again', async ({ page }) => {
  await page.route(/nodes\.watch/, (route) => route.fulfill({ status: 502, body: 'No gateway' }), {
    times: 1,
  });
  await page.goto('/nodes');
  await expect(page.getByRole('button', { name: 'Connecting, pause' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Live, pause' })).toBeVisible();
});
