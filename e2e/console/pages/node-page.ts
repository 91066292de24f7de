import type { Locator, Page } from '@playwright/test';

/** One node. */
export class NodePage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(id: string): Promise<void> {
    await this.#page.goto(`/nodes/${id}`);
  }

  get sentence(): Locator {
    return this.#page.getByRole('heading', { level: 1 });
  }

  get chart(): Locator {
    return this.#page.locator('.throughput-chart canvas');
  }

  get throughput(): Locator {
    return this.#page.getByRole('region', { name: 'Throughput', exact: true });
  }

  /** The chart as the keyboard reaches it. */
  get chartByKeyboard(): Locator {
    return this.#page.getByRole('group', { name: /^Throughput/ });
  }

  get table(): Locator {
    return this.#page.getByRole('region', { name: 'Throughput as a table' });
  }

  tunnel(peer: string): Locator {
    return this.#page
      .getByRole('region', { name: /^Tunnels/ })
      .getByRole('row')
      .filter({ hasText: peer });
  }

  /** Drags over the middle third of the chart. */
  async zoomIntoMiddle(): Promise<void> {
    const box = await this.chart.boundingBox();
    if (box === null) throw new Error('there is no chart');
    const y = box.y + box.height / 2;
    await this.#page.mouse.move(box.x + box.width / 3, y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(box.x + (box.width * 2) / 3, y, { steps: 8 });
    await this.#page.mouse.up();
  }
}
