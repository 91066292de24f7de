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

  /** Resets somebody's password. Returns the one-time one. */
  async resetPassword(username: string): Promise<string> {
    await this.entry(username).getByText('More').click();
    await this.#page.getByRole('button', { name: 'Reset the password' }).click();
    await this.#page.getByRole('button', { name: 'Reset it' }).click();
    return (await this.#page.getByTestId('one-time-password').textContent()) ?? '';
  }

  /** Takes somebody's second factor away. */
  async takeSecondFactor(username: string): Promise<void> {
    await this.entry(username).getByText('More').click();
    await this.#page.getByRole('button', { name: 'Take the second factor away' }).click();
    await this.#page.getByRole('button', { name: 'Take it away' }).click();
  }

  entry(username: string): Locator {
    return this.#page.getByRole('listitem').filter({ hasText: username });
  }
}
