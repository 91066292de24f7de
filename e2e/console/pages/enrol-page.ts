import type { Locator, Page } from '@playwright/test';

/** Enrolment keys. */
export class EnrolPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.goto('/enrol');
  }

  async make(key: { name: string; atMost?: number; asksFirst?: boolean; expires?: string }): Promise<void> {
    if (key.asksFirst === true) await this.#page.getByLabel('Ask me before each node').check();
    if (key.expires !== undefined)
      await this.#page.getByLabel('Expires').selectOption({ label: key.expires });
    if (key.atMost !== undefined) {
      await this.#page.getByRole('radio', { name: /^Reusable/ }).check();
      await this.#page.getByLabel('At most').fill(String(key.atMost));
    }
    await this.#page.getByLabel('Name').fill(key.name);
    await this.#page.getByRole('button', { name: 'Make the key' }).click();
  }

  get enrolmentString(): Locator {
    return this.#page.getByTestId('enrolment-string');
  }

  /** Presses the button that copies the line for a Linux device, and gives what a terminal would be given. */
  async copyCommand(): Promise<string> {
    await this.#page.getByRole('button', { name: 'Copy' }).first().click();
    await this.#page.getByRole('button', { name: 'Copied' }).waitFor();
    const terminal = await this.#page.evaluateHandle(() => {
      const field = document.createElement('textarea');
      document.body.append(field);
      field.focus();
      return field;
    });
    await this.#page.keyboard.press('Control+V');
    const pasted = await terminal.evaluate((field) => field.value);
    await terminal.evaluate((field) => field.remove());
    return pasted;
  }

  /** Who came with the key that was just made. */
  get admitted(): Locator {
    return this.#page.getByRole('region', { name: /Waiting for the node/ });
  }

  code(name: string): Locator {
    return this.#page.getByRole('img', { name: `Code of the key ${name}` });
  }

  row(name: string): Locator {
    return this.#page.getByRole('row').filter({ hasText: name });
  }

  /** Revokes a key, with the number of nodes that are to be suspended with it where they are. */
  async revoke(name: string, also: { suspends?: number } = {}): Promise<void> {
    await this.#page.getByRole('button', { name: `Revoke ${name}` }).click();
    const dialog = this.#page.getByRole('dialog');
    if (also.suspends !== undefined) {
      await dialog.getByLabel(`Suspend the ${also.suspends} nodes`).check();
    }
    await dialog.getByRole('button', { name: /^Revoke/ }).click();
  }

  /** Begins to suspend the nodes of a key that is revoked; disabled where it has none. */
  suspendNodes(name: string): Locator {
    return this.row(name).getByRole('button', { name: /^Suspend/ });
  }
}
