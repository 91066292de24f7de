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

  async showTable(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Table' }).click();
    await this.table.waitFor();
  }

  /** Rows of the table: the end of each in milliseconds since 1970, and what went out in Mbit/s where it is known. */
  async throughputRows(): Promise<{ at: number; outMbps: number }[]> {
    const texts = await this.table
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
    return texts.flatMap(([until = '', , out = '']) => {
      const outMbps = megabits(out);
      return outMbps === undefined ? [] : [{ at: Date.parse(until.replace(' UTC', 'Z')), outMbps }];
    });
  }

  async suspend(): Promise<void> {
    await this.#page.getByRole('main').getByText('More', { exact: true }).click();
    await this.#page.getByRole('button', { name: 'Suspend' }).click();
    await this.#page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  }

  async resume(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Resume' }).click();
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

const UNITS: Record<string, number> = { 'bit/s': 1e-6, 'kbit/s': 1e-3, 'Mbit/s': 1, 'Gbit/s': 1e3 };

function megabits(text: string): number | undefined {
  const [figure = '', unit = ''] = text.split(' ');
  const size = UNITS[unit];
  return size === undefined ? undefined : Number(figure) * size;
}
