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

  /** Adds a coordinator where the list has none, since an empty list cannot be saved. */
  async ensureCoordinator(endpoint: string): Promise<void> {
    if ((await this.#page.getByLabel(/^Endpoints of DC/).count()) > 0) return;
    await this.button('Add a coordinator').click();
    await this.#page.getByLabel(/^Endpoints of DC/).fill(endpoint);
    await this.#page
      .getByLabel('Public key', { exact: true })
      .fill(Buffer.alloc(32, 8).toString('base64url'));
  }

  /** Types the words where any are asked for, and pushes. */
  async confirmPush(): Promise<void> {
    const push = this.pushDialog.getByRole('button', { name: /^Push to [\d,]+$/ });
    const words = this.pushDialog.getByLabel(/to confirm$/);
    const count = ((await push.textContent()) ?? '').replace(/\D/g, '');
    if ((await words.count()) > 0) await words.fill(`push ${count}`);
    await push.click();
    await this.#page.waitForURL('**/config/pushes/*');
  }

  get pushDialog(): Locator {
    return this.#page.getByRole('dialog', { name: /^Push/ });
  }
}
