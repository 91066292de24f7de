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

  /** The node that is open beside the list. */
  get panel(): Locator {
    return this.#page.getByRole('complementary', { name: /^Node / });
  }

  /** The part of the table that scrolls. */
  get table(): Locator {
    return this.#page.getByRole('table');
  }

  /** Opens a node beside the list. */
  async openBeside(name: string): Promise<void> {
    await this.#page.getByRole('link', { name, exact: true }).click();
    await this.panel.waitFor();
  }

  /** Opens a node as its page. */
  async openNode(name: string): Promise<void> {
    await this.openBeside(name);
    await this.panel.getByRole('link', { name: 'Open node' }).click();
    await this.#page.waitForURL(/\/nodes\/[a-z2-7]{26}/);
  }

  /** Waits until the page hears keys. */
  async live(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Live, pause' }).waitFor();
  }
}
