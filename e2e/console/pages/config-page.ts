import type { Locator, Page } from '@playwright/test';

/** The fleet's configuration and its pushes. */
export class ConfigPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(query = ''): Promise<void> {
    await this.#page.goto(`/config${query}`);
  }

  get headline(): Locator {
    return this.#page.getByRole('heading', { level: 1 });
  }

  field(label: string): Locator {
    return this.#page.getByLabel(label, { exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.#page.getByRole('button', { name });
  }

  get changes(): Locator {
    return this.#page.getByRole('region', { name: /^What changes/ });
  }

  get pushDialog(): Locator {
    return this.#page.getByRole('dialog', { name: /^Push/ });
  }
}
