import { TIERS, type Tier } from '../../../telemetry/tiers.ts';

const [FIVE_MINUTES, HOUR] = TIERS;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How a range of the fleet's chart is read. */
export interface FleetWindow {
  readonly text: string;
  readonly ms: number;
  /** Where its points come from, each made of whole buckets. */
  readonly tier: Tier;
  readonly stepMs: number;
  /** Whether what the tier does not have yet is added up from samples. */
  readonly toTheMinute: boolean;
}

/** Ranges of the fleet's chart, the shortest first; none has more than 361 points. */
export const FLEET_RANGES = {
  '1h': { text: '1 h', ms: HOUR_MS, tier: FIVE_MINUTES, stepMs: 5 * MINUTE_MS, toTheMinute: true },
  '24h': { text: '24 h', ms: DAY_MS, tier: FIVE_MINUTES, stepMs: 5 * MINUTE_MS, toTheMinute: true },
  '7d': { text: '7 d', ms: 7 * DAY_MS, tier: FIVE_MINUTES, stepMs: 30 * MINUTE_MS, toTheMinute: false },
  '30d': { text: '30 d', ms: 30 * DAY_MS, tier: HOUR, stepMs: 2 * HOUR_MS, toTheMinute: false },
} as const satisfies Record<string, FleetWindow>;
export type FleetRange = keyof typeof FLEET_RANGES;
export const FLEET_RANGE_NAMES = Object.keys(FLEET_RANGES) as FleetRange[];

/** A fleet younger than this has little to show in a day. */
const YOUNG_MS = 3 * HOUR_MS;

/** The range that the page opens with, for a fleet whose first node enrolled so long ago. */
export function firstRange(fleetAgeMs: number): FleetRange {
  return fleetAgeMs < YOUNG_MS ? '1h' : '24h';
}
