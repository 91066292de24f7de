const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes with at most three significant digits, in the unit in which they have one to three before the point. */
export function bytesText(bytes: number): { figure: string; unit: string } {
  let exponent = 0;
  while (bytes / 1000 ** exponent >= 999.5 && exponent < UNITS.length - 1) exponent += 1;
  const value = bytes / 1000 ** exponent;
  return { figure: exponent === 0 ? String(value) : value.toPrecision(3), unit: UNITS[exponent] ?? '' };
}

/** Figure and unit with a space between. */
export function formatBytes(bytes: number): string {
  const { figure, unit } = bytesText(bytes);
  return `${figure} ${unit}`;
}
