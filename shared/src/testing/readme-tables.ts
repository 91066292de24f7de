/** A row by the headings of its table, without the back-ticks of code. */
export type Row = Readonly<Record<string, string>>;

/** The first table below a heading of any level. */
export function tableBelow(markdown: string, heading: string): readonly Row[] {
  const lines = markdown.split('\n');
  const at = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (at < 0) throw new Error(`no heading "${heading}"`);
  const [headings = [], , ...rows] = tableAfter(lines.slice(at + 1), heading).map(cellsOf);
  return rows.map((cells) => Object.fromEntries(headings.map((name, column) => [name, cells[column] ?? ''])));
}

function tableAfter(lines: readonly string[], heading: string): readonly string[] {
  const start = lines.findIndex((line) => line.startsWith('|') || line.startsWith('#'));
  if (!lines[start]?.startsWith('|')) throw new Error(`no table below "${heading}"`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  return lines.slice(start, length < 0 ? undefined : start + length);
}

function cellsOf(line: string): readonly string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1'));
}

/** Every word in back-ticks of a cell. */
export function wordsOf(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string);
}
