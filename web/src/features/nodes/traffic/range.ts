/** Ranges that a chart offers. */
export const TRAFFIC_RANGES = {
  '15m': { text: '15 min', ms: 15 * 60_000 },
  '1h': { text: '1 h', ms: 3_600_000 },
  '6h': { text: '6 h', ms: 6 * 3_600_000 },
  '24h': { text: '24 h', ms: 24 * 3_600_000 },
} as const;

export type TrafficRange = keyof typeof TRAFFIC_RANGES;

/** What a chart shows: a moving range or an exact window. */
export type TrafficWindow = TrafficRange | { readonly from: number; readonly to: number };
