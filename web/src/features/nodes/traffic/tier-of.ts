import { TIERS, type Tier } from '../../../telemetry/tiers.ts';

/** About as many points as a chart is wide. */
const MAX_POINTS = 2_016;
const HOUR_MS = 3_600_000;
/** Longest window that is read from the samples themselves, and how far back they are sure to be there. */
const SAMPLES_WINDOW_MS = 24 * HOUR_MS;
const SAMPLES_KEPT_MS = 47 * HOUR_MS;

/** The finest tier that has a window and does not give more points than a chart shows; undefined: samples themselves. */
export function tierOf({ from, to, now }: { from: number; to: number; now: number }): Tier | undefined {
  if (to - from <= SAMPLES_WINDOW_MS && from >= now - SAMPLES_KEPT_MS) return undefined;
  const fits = (tier: Tier) => (to - from) / tier.bucketMs <= MAX_POINTS && from >= now - tier.keptMs;
  return TIERS.find(fits) ?? TIERS[TIERS.length - 1];
}
