/** A rate as a figure with at most three significant digits, and its unit. */
export interface RateText {
  readonly figure: string;
  readonly unit: string;
}

const UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const;

/** The unit in which a rate has one to three digits before its point, and bits a second in one of it. */
export function rateUnit(bitsPerSecond: number): { unit: string; size: number } {
  let exponent = 0;
  while (bitsPerSecond / 1000 ** exponent >= 999.5 && exponent < UNITS.length - 1) exponent += 1;
  return { unit: UNITS[exponent] ?? '', size: 1000 ** exponent };
}

/** A rate in bits a second for people; an en dash when it is not known. */
export function formatRate(bitsPerSecond: number | null): RateText {
  if (bitsPerSecond === null) return { figure: '–', unit: '' };
  const { unit, size } = rateUnit(bitsPerSecond);
  if (size === 1) return { figure: String(Math.round(bitsPerSecond)), unit };
  return { figure: (bitsPerSecond / size).toPrecision(3), unit };
}

/** A rate in the unit of an axis, whose size is given: beside it a figure without its unit must not need one. */
export function figureOnAxis(bitsPerSecond: number, unitSize: number): string {
  const figure = bitsPerSecond / unitSize;
  if (bitsPerSecond === 0 || unitSize === 1) return String(Math.round(bitsPerSecond));
  if (figure < 0.01) return '<0.01';
  return figure < 1 ? figure.toFixed(2) : figure.toPrecision(3);
}

/** Figure and unit with a space between. */
export function rateWords(bitsPerSecond: number | null): string {
  const { figure, unit } = formatRate(bitsPerSecond);
  return unit === '' ? figure : `${figure} ${unit}`;
}
