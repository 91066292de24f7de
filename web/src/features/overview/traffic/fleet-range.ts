import { TRAFFIC_RANGES } from '../../nodes/traffic/range.ts';

/** Ranges of the fleet's chart, the shortest first, each with the width of its points. */
export const FLEET_RANGES = { '30m': 60_000, '3h': 300_000, '24h': 1_800_000 } as const;
export type FleetRange = keyof typeof FLEET_RANGES;
export const FLEET_RANGE_NAMES = Object.keys(FLEET_RANGES) as FleetRange[];

/** Most samples that one chart may cost to add up. */
const MAX_SAMPLES = 600_000;

/** The ranges whose samples can be added up while somebody waits; the shortest always. */
export function offeredRanges(of: { nodes: number; intervalSeconds: number }): FleetRange[] {
  return FLEET_RANGE_NAMES.filter(
    (range, index) =>
      index === 0 || (of.nodes * TRAFFIC_RANGES[range].ms) / (of.intervalSeconds * 1000) <= MAX_SAMPLES,
  );
}
