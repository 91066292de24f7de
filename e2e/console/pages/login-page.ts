import type { Cookie, Page } from '@playwright/test';
import { PEOPLE, type Person } from '../people.ts';

const sessions = new Map<Person, { cookies: Cookie[]; provedAt: number }>();
/** Older proofs are made anew before a test: changes ask for one of the last ten minutes. */
const PROVED_FOR_MS = 5 * 60_000;

/** Where people come after signing in. */
export const isHome = (url: URL) => url.pathname === '/';

/** Sign-in and the way out. */
export class LoginPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.goto('/login');
  }

  /** Sends a name and a password. */
  async try(username: string, password: string): Promise<void> {
    await this.#page.getByLabel('Name').fill(username);
    await this.#page.getByLabel('Password', { exact: true }).fill(password);
    await this.#page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  /** Types name and password and waits for the first page. */
  async freshlyAs(person: Person): Promise<void> {
    await this.open();
    await this.try(PEOPLE[person].username, PEOPLE[person].password);
    await this.#page.waitForURL(isHome);
  }

  /** Gives this browser a session, the one of an earlier test where there is one. */
  async as(person: Person): Promise<void> {
    const known = sessions.get(person);
    if (known !== undefined && (await this.#goOn(person, known))) return;
    await this.freshlyAs(person);
    sessions.set(person, { cookies: await this.#page.context().cookies(), provedAt: Date.now() });
  }

  /** Whether the session of an earlier test still opens the console (some tests end all), with a proof that is fresh. */
  async #goOn(person: Person, known: { cookies: Cookie[]; provedAt: number }): Promise<boolean> {
    await this.#page.context().addCookies(known.cookies);
    const isProved = Date.now() - known.provedAt < PROVED_FOR_MS;
    const answer = isProved
      ? await this.#page.request.get('/api/trpc/account.get')
      : await this.#page.request.post('/api/trpc/account.proveAgain', {
          data: { password: PEOPLE[person].password },
        });
    if (!isProved) known.provedAt = Date.now();
    if (!answer.ok()) await this.#page.context().clearCookies();
    return answer.ok();
  }

  async signOut(): Promise<void> {
    await this.#page.getByRole('complementary', { name: 'Console' }).locator('summary').click();
    await this.#page.getByRole('button', { name: 'Sign out' }).click();
    await this.#page.waitForURL('**/login');
  }
}
