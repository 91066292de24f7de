/** Columns that a person may leave out; state, node and config stay. */
export const COLUMNS = [
  { key: 'address', text: 'Virtual address' },
  { key: 'mix', text: 'Routes, relayed' },
  { key: 'line', text: 'Last 30 min' },
  { key: 'rtt', text: 'RTT to DC' },
  { key: 'network', text: 'Network' },
  { key: 'rev', text: 'Rev' },
  { key: 'seen', text: 'Seen' },
] as const;
export type ColumnKey = (typeof COLUMNS)[number]['key'];

/** How a person wants lists of nodes to look, on this browser. */
export interface ListLook {
  readonly isDense: boolean;
  readonly hidden: readonly ColumnKey[];
}

export const LOOK_COOKIE = 'ntm-list';
const YEAR_SECONDS = 31_536_000;

/** The look of a cookie's value: `dense` or `wide`, then columns that are left out. */
export function parseLook(value: string | undefined): ListLook {
  const [density, ...names] = (value ?? '').split('.');
  return {
    isDense: density !== 'wide',
    hidden: COLUMNS.flatMap(({ key }) => (names.includes(key) ? key : [])),
  };
}

/** The cookie of a look; lists have it from the first picture on. */
export function lookCookie({ isDense, hidden }: ListLook): string {
  const value = [isDense ? 'dense' : 'wide', ...hidden].join('.');
  return `${LOOK_COOKIE}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
