import { Counter, Gauge, type Registry } from 'prom-client';

/** How a metric is called and explained. */
export interface MetricName {
  readonly name: string;
  readonly help: string;
}

/** One that has several values, told apart by one label. Its values must be few and ours, never a node's or a person's. */
export interface LabelledName extends MetricName {
  readonly label: string;
}

/** Values by their label. */
export type Labelled = Iterable<readonly [value: string, amount: number]>;

type Read<T> = () => T | Promise<T>;

/** What is so now, asked for at each scrape; nothing is told where it is undefined. */
export function addGauge(registry: Registry, named: MetricName, read: Read<number | undefined>): void {
  new Gauge({
    ...named,
    registers: [registry],
    async collect() {
      const value = await read();
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
}

/** As `addGauge` with a value for each of several labels. */
export function addGauges(
  registry: Registry,
  { label, ...named }: LabelledName,
  read: Read<Labelled | undefined>,
): void {
  new Gauge({
    ...named,
    labelNames: [label],
    registers: [registry],
    async collect() {
      const values = await read();
      this.reset();
      for (const [value, amount] of values ?? []) this.set({ [label]: value }, amount);
    },
  });
}

/** A total since start that is kept elsewhere, asked for at each scrape. */
export function addTotal(registry: Registry, named: MetricName, read: Read<number | undefined>): void {
  new Counter({
    ...named,
    registers: [registry],
    async collect() {
      const total = await read();
      this.reset();
      if (total === undefined) this.remove();
      else this.inc(total);
    },
  });
}

/** As `addTotal` with a total for each of several labels. */
export function addTotals(registry: Registry, { label, ...named }: LabelledName, read: Read<Labelled>): void {
  new Counter({
    ...named,
    labelNames: [label],
    registers: [registry],
    async collect() {
      const totals = await read();
      this.reset();
      for (const [value, total] of totals) this.inc({ [label]: value }, total);
    },
  });
}
