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

  async add(person: { username: string; password: string; role: string }): Promise<void> {
    await this.#page.getByLabel('Name').fill(person.username);
    await this.#page.getByLabel('First password').fill(person.password);
    await this.#page.getByLabel('Role', { exact: true }).selectOption(person.role);
    await this.#page.getByRole('button', { name: 'Add', exact: true }).click();
    await this.entry(person.username).waitFor();
  }

  entry(username: string): Locator {
    return this.#page.getByRole('listitem').filter({ hasText: username });
  }
}
