import type { Locator, Page } from '@playwright/test';

/** The list of nodes. */
export class NodesPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(query = ''): Promise<void> {
    await this.#page.goto(`/nodes${query}`);
  }

  get headline(): Locator {
    return this.#page.getByRole('heading', { level: 1 });
  }

  get search(): Locator {
    return this.#page.getByLabel('Search nodes');
  }

  row(name: string): Locator {
    return this.#page.getByRole('row').filter({ has: this.#page.getByRole('link', { name, exact: true }) });
  }

  /** Shows the rows that wait, so that nothing moved under the pointer. */
  async showNew(): Promise<void> {
    await this.#page.getByRole('button', { name: /^\d+ new match(es)?, show$/ }).click();
  }

  /** Presses the chip of a state or configuration. */
  async narrow(chip: RegExp): Promise<void> {
    await this.#page.getByRole('button', { name: chip }).click();
  }

  /** The link that has the keyboard's focus. */
  get focusedRow(): Locator {
    return this.#page.locator('a[data-row-link]:focus');
  }

  get selection(): Locator {
    return this.#page.getByRole('region', { name: 'Selected nodes' });
  }

  async openNode(name: string): Promise<void> {
    await this.#page.getByRole('link', { name, exact: true }).click();
    await this.#page.waitForURL('**/nodes/*');
  }
}
