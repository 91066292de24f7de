import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import type { ConfigPage } from '../pages/config-page.ts';
import { ensureRealm, reportConfig, seedNode, withDatabase } from '../stack/seed.ts';

const KEY = Buffer.alloc(32, 7).toString('base64url');

test.beforeAll(() =>
  withDatabase(async (prisma) => {
    await ensureRealm(prisma);
    await seedNode(prisma, `till-${Date.now()}`);
  }),
);
test.beforeEach(({ login }) => login.as('operator'));

/** Saves values that no node has yet. */
async function saveDraft(page: Page, config: ConfigPage): Promise<void> {
  await config.open();
  await config.field('Telemetry every').fill(String(100 + (Date.now() % 3_000)));
  await config.ensureCoordinator('192.0.2.78:3479');
  await config.button('Save draft').click();
  await expect(config.button('Save draft')).toBeFocused();
  await expect(page.getByText(/^Draft of/)).toBeVisible();
}

test('a push to some nodes reaches only them, and its board follows what each reports', async ({
  page,
  config,
}) => {
  const [bus, van] = await withDatabase(async (prisma) => [
    await seedNode(prisma, `bus-${Date.now()}`),
    await seedNode(prisma, `van-${Date.now()}`),
  ]);
  await saveDraft(page, config);
  await config.open(`?push=${bus?.id},${van?.id}`);
  const dialog = config.pushDialog;
  await expect(dialog).toHaveAccessibleName(/to 2 nodes$/);
  await expect(dialog).toContainText(/what came with enrolment|v\d/);
  await config.confirmPush();
  const headline = page.getByRole('heading', { level: 1 });
  await expect(headline).toContainText('0 of 2 applied.');
  await expect(headline).toBeFocused();
  await withDatabase((prisma) => reportConfig(prisma, { nodeId: bus?.id ?? '', status: 'applied' }));
  await expect(headline).toContainText('1 of 2 applied.');
  await withDatabase((prisma) =>
    reportConfig(prisma, { nodeId: van?.id ?? '', status: 'rolled_back', error: 'probe_failed' }),
  );
  await expect(headline).toContainText('1 went back by itself.');
  const broken = page.getByRole('region', { name: 'Not as planned' });
  await expect(broken).toContainText('no coordinator of it answered, one of the old list did');
  await broken.getByRole('link').click();
  await expect(headline).toContainText('went back to its old configuration by itself');
});

test('the board of a push to many nodes shows some at a time, and those that failed apart', async ({
  page,
  config,
}) => {
  const prefix = `cab-${Date.now()}`;
  const cabs = await withDatabase(async (prisma) => {
    const made: { id: string }[] = [];
    for (let number = 10; number < 70; number++) made.push(await seedNode(prisma, `${prefix}-${number}`));
    return made;
  });
  await saveDraft(page, config);
  await config.open(`?push=${cabs.map(({ id }) => id).join(',')}`);
  await config.confirmPush();
  const headline = page.getByRole('heading', { level: 1 });
  await expect(headline).toContainText('0 of 60 applied.');
  const all = page.getByRole('region', { name: 'All nodes' });
  await expect(all.locator('tbody').getByRole('row')).toHaveCount(50);
  await expect(all).toContainText('1 to 50 of 60');
  await all.getByRole('button', { name: 'Next' }).click();
  await expect(all).toContainText('51 to 60 of 60');
  await expect(all.getByRole('link', { name: `${prefix}-69` })).toBeVisible();
  await expect(all.getByRole('button', { name: 'Next' })).toBeDisabled();
  await withDatabase((prisma) =>
    reportConfig(prisma, { nodeId: cabs[0]?.id ?? '', status: 'failed', error: 'apply_failed' }),
  );
  await expect(headline).toContainText('1 did not take it. 59');
  await expect(page.getByRole('region', { name: 'Not as planned' })).toContainText(`${prefix}-10`);
  await expect(page.getByRole('region', { name: 'The others' })).toContainText('51 to 59 of 59');
  await page.locator('[data-cell="0"]').hover();
  await expect(page.getByText(`${prefix}-10: failed`)).toBeVisible();
});

test('a value that cannot be used is told beside it, and nothing is kept', async ({ page, config }) => {
  await config.open();
  await config.field('Telemetry every').fill('5');
  await config.button('Save draft').click();
  await expect(page.getByText('A whole number of seconds from 10 to 3,600.')).toBeVisible();
  await page.reload();
  await expect(config.field('Telemetry every')).not.toHaveValue('5');
});

test('a change is compared, pushed to every node by its exact count, and followed', async ({
  page,
  config,
}) => {
  await config.open();
  await config.button('Add a coordinator').click();
  const rows = page.getByLabel(/^Endpoints of DC/);
  await rows.last().fill('192.0.2.77:3479');
  await page.getByLabel('Public key', { exact: true }).last().fill(KEY);
  await config.field('Telemetry every').fill('30');
  await expect(config.changes).toContainText('192.0.2.77:3479');
  await expect(config.changes).toContainText('is not a coordinator of this realm');
  await config.button('Save and push').click();
  const dialog = config.pushDialog;
  await expect(dialog).toContainText('This changes DC addresses');
  const push = dialog.getByRole('button', { name: /^Push to [\d,]+$/ });
  await expect(push).toBeDisabled();
  const count = ((await push.textContent()) ?? '').replace(/\D/g, '');
  await dialog.getByLabel(/to confirm$/).fill(`push ${count}`);
  await push.click();
  await page.waitForURL('**/config/pushes/*');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`of ${count} applied`);
  await page.goto('/config');
  await expect(config.headline).toContainText('in force');
});
