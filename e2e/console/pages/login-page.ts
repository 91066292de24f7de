import type { Page } from '@playwright/test';
import { PEOPLE, type Person } from '../people.ts';

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
    await this.#page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Signs in and waits for the list of nodes. */
  async as(person: Person): Promise<void> {
    await this.open();
    await this.try(PEOPLE[person].username, PEOPLE[person].password);
    await this.#page.waitForURL('**/nodes');
  }

  async signOut(): Promise<void> {
    await this.#page.getByText('Account menu').click();
    await this.#page.getByRole('button', { name: 'Sign out' }).click();
    await this.#page.waitForURL('**/login');
  }
}
