/** Ranges that a page offers. */
export const TRAFFIC_RANGES = {
  '30m': { text: '30 min', ms: 30 * 60_000 },
  '3h': { text: '3 h', ms: 3 * 3_600_000 },
  '24h': { text: '24 h', ms: 24 * 3_600_000 },
  '7d': { text: '7 d', ms: 7 * 86_400_000 },
  '30d': { text: '30 d', ms: 30 * 86_400_000 },
} as const;

export type TrafficRange = keyof typeof TRAFFIC_RANGES;

/** The range that a page opens with. */
export const FIRST_RANGE = '30m' satisfies TrafficRange;

/** What a chart shows: a moving range or an exact window. */
export type TrafficWindow = TrafficRange | { readonly from: number; readonly to: number };

/** Most points of a chart. */
const MAX_POINTS = 900;

/** Width of a point in milliseconds for a window of this length: whole seconds. */
export function stepOf(windowMs: number): number {
  return Math.max(1, Math.ceil(windowMs / 1000 / MAX_POINTS)) * 1000;
}
