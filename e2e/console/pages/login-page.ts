import type { Cookie, Page } from '@playwright/test';
import { PEOPLE, type Person } from '../people.ts';

const sessions = new Map<Person, Cookie[]>();

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
    const cookies = sessions.get(person);
    if (cookies !== undefined) return this.#page.context().addCookies(cookies);
    await this.freshlyAs(person);
    sessions.set(person, await this.#page.context().cookies());
  }

  async signOut(): Promise<void> {
    await this.#page.locator('summary').click();
    await this.#page.getByRole('button', { name: 'Sign out' }).click();
    await this.#page.waitForURL('**/login');
  }
}
