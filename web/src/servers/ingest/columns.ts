/** One column of many rows, for `unnest`. */
export interface Column<Row> {
  readonly name: string;
  /** Type of an element in PostgreSQL. */
  readonly type: string;
  value(row: Row): string | number | boolean | Date | null;
}

/** `name, name, ...` of a column list. */
export function columnNames<Row>(columns: readonly Column<Row>[]): string {
  return columns.map(({ name }) => name).join(', ');
}

/** `unnest($1::type[], ...)`, one parameter for each column however many rows there are. */
export function unnestColumns<Row>(columns: readonly Column<Row>[]): string {
  return `unnest(${columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')})`;
}

/** The parameters that go with `unnestColumns`. */
export function columnValues<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): unknown[][] {
  return columns.map((column) => rows.map((row) => column.value(row)));
}
