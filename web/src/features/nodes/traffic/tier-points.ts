import type { ThroughputPoint } from './throughput.ts';

/** What a tier keeps of a node for a while. Times in milliseconds since 1970 and its beginning. */
export interface TierBucket {
  readonly at: number;
  /** Time over which the bytes went; 0 where it is not known. */
  readonly coveredMs: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** Mean rates of buckets in order of time, each at its end; a line begins anew after a silence of more than `gapMs`. */
export function tierPoints(
  buckets: readonly TierBucket[],
  of: { from: number; to: number; now: number; gapMs: number; bucketMs: number },
): ThroughputPoint[] {
  const points: ThroughputPoint[] = [];
  let covered = of.from;
  for (const bucket of buckets) {
    const end = Math.min(bucket.at + of.bucketMs, of.to, of.now);
    if (bucket.at - covered > of.gapMs) points.push({ at: bucket.at, sent: null, received: null });
    points.push({
      at: end,
      sent: rate(bucket, bucket.sentBytes),
      received: rate(bucket, bucket.receivedBytes),
    });
    covered = end;
  }
  return points;
}

function rate({ coveredMs }: TierBucket, bytes: number): number | null {
  return coveredMs > 0 ? (bytes * 8 * 1000) / coveredMs : null;
}
