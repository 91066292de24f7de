/** The title of one row of a table: `$name` is a field of the row, `%s` and its like the next value. */
export function titleOf(pattern: string, values: readonly unknown[], index: number): string {
  let next = 0;
  return pattern
    .replace(/%([sdifjo#%])/g, (_, kind: string) => {
      if (kind === '%') return '%';
      return kind === '#' ? `${index}` : shown(values[next++]);
    })
    .replace(/\$(\w+)/g, (found, name: string) => {
      const [row] = values;
      const fields = (typeof row === 'object' && row !== null ? row : {}) as Record<string, unknown>;
      return name in fields ? shown(fields[name]) : found;
    });
}

function shown(value: unknown): string {
  return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value);
}
