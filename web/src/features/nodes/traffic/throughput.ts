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

/** A silence longer than this is a gap: the line stops there rather than pretend an even flow. */
export const GAP_MS = 180_000;

/**
 * Rates of counters, in order of time. The first sample of a run, or one after a gap, only begins a line; a
 * counter that fell within a run (it should not) does the same.
 */
export function throughput(samples: readonly CounterSample[]): ThroughputPoint[] {
  const points: ThroughputPoint[] = [];
  const ordered = [...samples].sort((one, other) => one.at - other.at);
  let previous: CounterSample | undefined;
  for (const sample of ordered) {
    if (previous !== undefined && sample.at === previous.at) continue;
    points.push(pointBetween(previous, sample));
    previous = sample;
  }
  return points;
}

function pointBetween(previous: CounterSample | undefined, sample: CounterSample): ThroughputPoint {
  if (previous === undefined || !continues(previous, sample))
    return { at: sample.at, sent: null, received: null };
  const seconds = (sample.at - previous.at) / 1000;
  return {
    at: sample.at,
    sent: ((sample.sentBytes - previous.sentBytes) * 8) / seconds,
    received: ((sample.receivedBytes - previous.receivedBytes) * 8) / seconds,
  };
}

function continues(previous: CounterSample, sample: CounterSample): boolean {
  return (
    sample.series === previous.series &&
    sample.at - previous.at <= GAP_MS &&
    sample.sentBytes >= previous.sentBytes &&
    sample.receivedBytes >= previous.receivedBytes
  );
}
