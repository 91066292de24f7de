/** A list with one item changed. */
export function withChanged<T>(list: readonly T[], index: number, change: Partial<T>): T[] {
  return list.map((item, at) => (at === index ? { ...item, ...change } : item));
}

/** A list with one item moved to another place. */
export function withMoved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, at) => at !== from);
  const moved = list[from];
  return moved === undefined ? [...list] : [...rest.slice(0, to), moved, ...rest.slice(to)];
}

/** A list without one item. */
export function withoutItem<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, at) => at !== index);
}

/** A key for a row that is added. `crypto.randomUUID` is missing where another machine reaches the console over plain HTTP. */
export function drawRowKey(): string {
  return crypto.getRandomValues(new Uint32Array(2)).join('-');
}
