/** A value of a table; null is an empty cell. */
export type CsvValue = string | number | null;

/** What some spreadsheet takes for a formula, also in full width and behind blanks that it leaves out. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

/**
 * A table as CSV (RFC 4180), its first row the heads. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it: names and versions come from nodes.
 */
export function csvText(heads: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [heads, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
