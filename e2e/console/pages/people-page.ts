import type { Locator, Page } from '@playwright/test';

/** Accounts. */
export class PeoplePage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.goto('/people');
  }

  /** Adds somebody whose password stays, or, with `oneTime`, is for one sign-in. */
  async add(person: { username: string; password: string; role: string; oneTime?: boolean }): Promise<void> {
    await this.#page.getByLabel('Name').fill(person.username);
    await this.#page.getByLabel('First password').fill(person.password);
    await this.#page.getByLabel('Role', { exact: true }).selectOption(person.role);
    await this.#page.getByLabel(/asks for a password of their own/).setChecked(person.oneTime ?? false);
    await this.#page.getByRole('button', { name: 'Add', exact: true }).click();
    await this.entry(person.username).waitFor();
  }

  entry(username: string): Locator {
    return this.#page.getByRole('listitem').filter({ hasText: username });
  }
}
