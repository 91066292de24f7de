/** What a browser measured of one first load; times in milliseconds. */
export interface LoadMetrics {
  readonly firstContentfulPaint: number;
  readonly largestContentfulPaint: number;
  /** Of each task after the first paint the part beyond 50 ms. */
  readonly totalBlockingTime: number;
  readonly cumulativeLayoutShift: number;
}

interface Curve {
  readonly metric: keyof LoadMetrics;
  readonly weight: number;
  /** The value that scores 0.9. */
  readonly good: number;
  /** The value that scores 0.5. */
  readonly median: number;
}

/**
 * Weights and curves of Lighthouse 12 for desktops. Its Speed Index, a tenth of its score, takes a film of the screen
 * and is left out: the others count for the whole.
 * @see https://developer.chrome.com/docs/lighthouse/performance/performance-scoring
 */
const CURVES: readonly Curve[] = [
  { metric: 'firstContentfulPaint', weight: 10, good: 934, median: 1_600 },
  { metric: 'largestContentfulPaint', weight: 25, good: 1_200, median: 2_400 },
  { metric: 'totalBlockingTime', weight: 30, good: 150, median: 350 },
  { metric: 'cumulativeLayoutShift', weight: 25, good: 0.1, median: 0.25 },
];

/** Where the standard normal distribution has 0.9 below it. */
const NINE_TENTHS = 1.2815515655446004;

/** Performance from 0 to 100 as Lighthouse counts it. */
export function performanceScore(metrics: LoadMetrics): number {
  const weights = CURVES.reduce((sum, { weight }) => sum + weight, 0);
  const score = CURVES.reduce(
    (sum, curve) => sum + curve.weight * curveScore(metrics[curve.metric], curve),
    0,
  );
  return (score / weights) * 100;
}

/** Share of pages that are worse, on a log-normal curve through two points: 1 is best. */
export function curveScore(value: number, { good, median }: Pick<Curve, 'good' | 'median'>): number {
  if (value <= 0) return 1;
  return normalBelow((-Math.log(value / median) / -Math.log(good / median)) * NINE_TENTHS);
}

/** The standard normal distribution below `z`, to seven digits (Abramowitz and Stegun 26.2.17). */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const terms = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153];
  const above =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * terms.reduce((sum, term) => (sum + term) * t, 0);
  return z < 0 ? above : 1 - above;
}
