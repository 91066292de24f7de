import { test as base, expect } from '@playwright/test';
import { AccountPage } from './pages/account-page.ts';
import { ConfigPage } from './pages/config-page.ts';
import { EnrolPage } from './pages/enrol-page.ts';
import { LoginPage } from './pages/login-page.ts';
import { NodePage } from './pages/node-page.ts';
import { NodesPage } from './pages/nodes-page.ts';
import { PeoplePage } from './pages/people-page.ts';
import { SetupPage } from './pages/setup-page.ts';

interface Pages {
  setup: SetupPage;
  login: LoginPage;
  nodes: NodesPage;
  node: NodePage;
  enrol: EnrolPage;
  config: ConfigPage;
  people: PeoplePage;
  account: AccountPage;
}

/** A policy violation is never among them. */
const EXPECTED = [
  // A refused login, or a page that is not there, is part of some tests.
  'Failed to load resource',
  // What browsers say of every page that another machine serves over plain HTTP.
  'The Cross-Origin-Opener-Policy header has been ignored',
];

/** A test with every page at hand; a page that logs an error to the console fails it. */
export const test = base.extend<Pages & { calmConsole: undefined }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs
  baseURL: async ({}, use) => use(process.env.E2E_BASE_URL),
  calmConsole: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !EXPECTED.some((words) => message.text().startsWith(words)))
          errors.push(message.text());
      });
      await use(undefined);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
  setup: async ({ page }, use) => use(new SetupPage(page)),
  login: async ({ page }, use) => use(new LoginPage(page)),
  nodes: async ({ page }, use) => use(new NodesPage(page)),
  node: async ({ page }, use) => use(new NodePage(page)),
  enrol: async ({ page }, use) => use(new EnrolPage(page)),
  config: async ({ page }, use) => use(new ConfigPage(page)),
  people: async ({ page }, use) => use(new PeoplePage(page)),
  account: async ({ page }, use) => use(new AccountPage(page)),
});

export { expect };
