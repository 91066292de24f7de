import AxeBuilder from '@axe-core/playwright';
import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { AccountPage } from '../pages/account-page.ts';
import { isHome, LoginPage } from '../pages/login-page.ts';
import { ageProofs } from '../stack/people-rows.ts';
import { secondConsoleObstacle, startSecondConsole } from '../stack/second-console.ts';

const PASSWORD = 'a key beside the river';
/** Passkeys belong to a name, which the stack under test need not have. */
let second: Awaited<ReturnType<typeof startSecondConsole>> | undefined;
test.beforeAll(async () => {
  if (secondConsoleObstacle() === undefined) second = await startSecondConsole();
});
test.afterAll(() => second?.stop());

/** An authenticator of Chromium that answers at once. */
async function authenticatorOf(page: Page, of: { verifies: boolean }) {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: of.verifies,
      automaticPresenceSimulation: true,
    },
  });
  return {
    verifies: (isUserVerified: boolean) =>
      session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

test('a person adds a passkey, signs in with it alone and beside the password, and takes it away', async ({
  browser,
  login: adminLogin,
  people,
}, info) => {
  test.skip(second === undefined, secondConsoleObstacle());
  test.setTimeout(90_000);
  const username = `keyed-${Date.now()}`;
  await adminLogin.as('admin');
  await people.open();
  await people.add({ username, password: PASSWORD, role: 'operator' });
  const context = await browser.newContext({ baseURL: second?.url ?? '' });
  const page = await context.newPage();
  const [login, account] = [new LoginPage(page), new AccountPage(page)];
  const device = await authenticatorOf(page, { verifies: true });
  const look = async (name: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((found) => found.html).slice(0, 3)])).toEqual(
        [],
      );
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 860 });
        expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
        await page.screenshot({
          path: info.outputPath(`${name}-${colorScheme}-${width}.png`),
          fullPage: true,
        });
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  };

  await login.open();
  await look('login');
  await login.try(username, PASSWORD);
  await page.waitForURL(isHome);
  await account.open();
  await account.addPasskey('work phone');
  expect(await account.recoveryCodes()).toHaveLength(10);
  await look('first-passkey');
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await account.addPasskey('once more');
  await expect(page.getByText('This device has a passkey of yours already.')).toBeVisible();
  await page.getByRole('button', { name: 'Rename work phone' }).click();
  await page.getByLabel('Another name of work phone').fill('old phone');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Rename old phone' })).toBeVisible();

  await login.signOut();
  await page.getByRole('button', { name: 'Sign in with a Passkey' }).click();
  await page.waitForURL(isHome);

  await login.signOut();
  await device.verifies(false);
  await page.getByRole('button', { name: 'Sign in with a Passkey' }).click();
  await expect(page.getByText('The passkey was not used.')).toBeVisible();
  await device.verifies(true);
  await login.try(username, PASSWORD);
  await look('passkey-step');
  await page.getByRole('button', { name: 'Use your passkey' }).click();
  await page.waitForURL(isHome);

  await account.open();
  await ageProofs(username);
  await page.getByRole('button', { name: 'Take away old phone' }).click();
  await page.getByRole('button', { name: 'Take it away' }).click();
  await page.getByRole('button', { name: 'Use your passkey' }).click();
  await expect(page.getByRole('button', { name: 'Rename old phone' })).toHaveCount(0);
  await login.signOut();
  await login.try(username, PASSWORD);
  await page.waitForURL(isHome);
  await context.close();
});
