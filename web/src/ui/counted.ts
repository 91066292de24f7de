/** A number of things for people: `1 node`, `2,500 nodes`. */
export function counted(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${count.toLocaleString('en')} ${thing}s`;
}
