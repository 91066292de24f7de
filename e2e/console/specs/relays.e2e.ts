import { expect, test } from '../fixtures.ts';
import type { ConfigPage } from '../pages/config-page.ts';
import { ensureRealm, seedNode, withDatabase } from '../stack/seed.ts';
import { TestRelay } from '../stack/test-relay.ts';

/** A coordinator asks every ten seconds, and takes two more to find one silent. */
const NEXT_ROUND = { timeout: 20_000 };

/** Only what goes to every node is the fleet's configuration. */
async function pushToAll(config: ConfigPage): Promise<void> {
  await config.button('Save and push').click();
  await config.confirmPush();
}

test.beforeAll(() =>
  withDatabase(async (prisma) => {
    await ensureRealm(prisma);
    await seedNode(prisma, `relayed-${Date.now()}`);
  }),
);
test.beforeEach(({ login }) => login.as('operator'));

test('relays that are put in force show whether they answer, and when one falls silent', async ({
  page,
  config,
}) => {
  const [one, other] = [await TestRelay.start(), await TestRelay.start()];
  try {
    await config.open();
    await config.ensureCoordinator('192.0.2.78:3479');
    for (const [index, { endpoint }] of [one, other].entries()) {
      await config.button('Add a relay').click();
      await config.field(`Endpoints of RS ${index + 1}`).fill(endpoint);
    }
    await pushToAll(config);

    await page.goto('/coordinators');
    const relays = page.getByRole('region', { name: 'Relays' });
    const rowOf = ({ endpoint }: TestRelay) => relays.getByRole('row').filter({ hasText: endpoint });
    for (const relay of [one, other]) {
      await expect(rowOf(relay)).toContainText(/Answers\s*since/, NEXT_ROUND);
      await expect(rowOf(relay)).toContainText('test relay 1.0');
      await expect(rowOf(relay)).toContainText(/\d ms/);
    }
    await expect(page.getByRole('heading', { level: 1 })).toContainText('The DC answers.');

    other.fallSilent();
    await expect(rowOf(other)).toContainText(/Silent\s*since/, NEXT_ROUND);
    await expect(rowOf(one)).toContainText('Answers');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('1 of 2 relays does not answer.');

    await page.goto('/');
    await expect(page.getByRole('region', { name: 'Server' })).toContainText('1 of 2 answer', NEXT_ROUND);

    await config.open();
    for (let left = 2; left > 0; left--) await config.button(`Remove RS ${left}`).click();
    await pushToAll(config);
    await page.goto('/coordinators');
    await expect(relays).toContainText('None is configured');
  } finally {
    one.close();
    other.close();
  }
});
