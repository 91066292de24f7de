/** A rate as a figure with at most three significant digits, and its unit. */
export interface RateText {
  readonly figure: string;
  readonly unit: string;
}

const UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const;

/** A rate in bits a second for people; an en dash when it is not known. */
export function formatRate(bitsPerSecond: number | null): RateText {
  if (bitsPerSecond === null) return { figure: '–', unit: '' };
  let value = bitsPerSecond;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0) return { figure: String(Math.round(value)), unit: UNITS[0] };
  return { figure: value.toPrecision(3), unit: UNITS[unit] ?? '' };
}

/** Figure and unit with a space between. */
export function rateWords(bitsPerSecond: number | null): string {
  const { figure, unit } = formatRate(bitsPerSecond);
  return unit === '' ? figure : `${figure} ${unit}`;
}
