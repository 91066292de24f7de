/** Monotone counters of one run of a node at an instant. Times in milliseconds since 1970, counters in bytes. */
export interface CounterSample {
  /** Names the run: counters of another run start again at zero. */
  readonly series: number;
  readonly at: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** Mean rates over the time since the point before, in bits a second; null where nothing is known. */
export interface ThroughputPoint {
  readonly at: number;
  readonly sent: number | null;
  readonly received: number | null;
}

/** A time about which nothing is known. */
export interface TelemetryGap {
  readonly from: number;
  readonly to: number;
}

/** Shortest silence that is a gap. */
const MIN_GAP_MS = 180_000;

/**
 * How long a silence must be to be a gap, where the line stops rather than pretend an even flow: two samples that
 * a node was to send did not come, or two points of the chart have none.
 */
export function gapLength(of: { intervalSeconds: number; stepMs: number }): number {
  const intervalMs = of.intervalSeconds * 1000;
  return Math.max(MIN_GAP_MS, 2.5 * intervalMs, 2 * of.stepMs + intervalMs);
}

/**
 * Rates of counters, in order of time. The first sample of a run, or one after a gap, only begins a line; a
 * counter that fell within a run (it should not) does the same.
 */
export function throughput(samples: readonly CounterSample[], gapMs: number): ThroughputPoint[] {
  const points: ThroughputPoint[] = [];
  const ordered = [...samples].sort((one, other) => one.at - other.at);
  let previous: CounterSample | undefined;
  for (const sample of ordered) {
    if (previous !== undefined && sample.at === previous.at) continue;
    points.push(pointBetween(previous, sample, gapMs));
    previous = sample;
  }
  return points;
}

function pointBetween(
  previous: CounterSample | undefined,
  sample: CounterSample,
  gapMs: number,
): ThroughputPoint {
  if (previous === undefined || !continues(previous, sample, gapMs))
    return { at: sample.at, sent: null, received: null };
  const seconds = (sample.at - previous.at) / 1000;
  return {
    at: sample.at,
    sent: ((sample.sentBytes - previous.sentBytes) * 8) / seconds,
    received: ((sample.receivedBytes - previous.receivedBytes) * 8) / seconds,
  };
}

function continues(previous: CounterSample, sample: CounterSample, gapMs: number): boolean {
  return (
    sample.series === previous.series &&
    sample.at - previous.at <= gapMs &&
    sample.sentBytes >= previous.sentBytes &&
    sample.receivedBytes >= previous.receivedBytes
  );
}

/** What of a window is not covered by points in order of time; its end may be as old as a gap is long. */
export function telemetryGaps(
  points: readonly ThroughputPoint[],
  of: { from: number; to: number; gapMs: number },
): TelemetryGap[] {
  const gaps: TelemetryGap[] = [];
  let covered = of.from;
  for (const point of points) {
    if (point.sent === null && point.at > covered) gaps.push({ from: covered, to: point.at });
    covered = Math.max(covered, point.at);
  }
  if (of.to - covered > of.gapMs || points.length === 0) gaps.push({ from: covered, to: of.to });
  return gaps;
}
