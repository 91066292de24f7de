import { expect, test } from '../fixtures.ts';
import { ensureRealm, seedNode, withDatabase } from '../stack/seed.ts';

const KEY = Buffer.alloc(32, 7).toString('base64url');

test.beforeAll(() =>
  withDatabase(async (prisma) => {
    await ensureRealm(prisma);
    await seedNode(prisma, `till-${Date.now()}`);
  }),
);
test.beforeEach(({ login }) => login.as('operator'));

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
