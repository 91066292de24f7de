import type { Page } from '@playwright/test';

/** The first run. */
export class SetupPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Opens the address that the start script printed, or one that it did not. */
  async open(setupCode = process.env.E2E_SETUP_CODE): Promise<void> {
    await this.#page.goto(setupCode === undefined ? '/setup' : `/setup#${setupCode}`);
  }

  /** Fills the form and sends it. */
  async make(person: { username: string; password: string; again?: string }): Promise<void> {
    await this.#page.getByLabel('Name').fill(person.username);
    await this.#page.getByLabel('Password', { exact: true }).fill(person.password);
    await this.#page.getByLabel('Password again').fill(person.again ?? person.password);
    await this.#page.getByRole('button', { name: 'Make the first admin' }).click();
  }
}
