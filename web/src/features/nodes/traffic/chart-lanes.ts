import type { TelemetryGap } from './throughput.ts';

/** What samples say of the node's network and tunnels from an instant on. Times in milliseconds since 1970. */
export interface LaneChange {
  readonly at: number;
  /** Time of the sample before; null before the first. */
  readonly beforeAt: number | null;
  /** As in a sample; null is unknown. */
  readonly network: string | null;
  readonly route: LaneRoute;
}

/** Through what the tunnels go, taken together: none is open, all end to end, or at least one through a relay. */
export type LaneRoute = 'none' | 'direct' | 'relayed';

/** A part of a lane in which one thing holds. */
export interface LanePart<Value> {
  readonly from: number;
  readonly to: number;
  readonly value: Value;
}

export interface ChartLanes {
  readonly networks: LanePart<string>[];
  readonly routes: LanePart<LaneRoute>[];
}

/** Lanes of changes in order of time; where samples were silent for longer than a gap, a lane has nothing. */
export function chartLanes(
  changes: readonly LaneChange[],
  of: { lastAt: number; gapMs: number },
): ChartLanes {
  return {
    networks: laneOf(changes, { ...of, value: ({ network }) => network ?? undefined }),
    routes: laneOf(changes, { ...of, value: ({ route }) => route }),
  };
}

interface LaneOptions<Value> {
  readonly lastAt: number;
  readonly gapMs: number;
  /** Undefined where it is not known. */
  value(change: LaneChange): Value | undefined;
}

function laneOf<Value>(changes: readonly LaneChange[], of: LaneOptions<Value>): LanePart<Value>[] {
  const parts: LanePart<Value>[] = [];
  changes.forEach((change, index) => {
    const value = of.value(change);
    const next = changes[index + 1];
    const to = next === undefined ? of.lastAt : endBefore(next, of.gapMs);
    const last = parts.at(-1);
    if (value === undefined || to <= change.at) return;
    if (last?.value === value && last.to === change.at) parts[parts.length - 1] = { ...last, to };
    else parts.push({ from: change.at, to, value });
  });
  return parts;
}

/** A silence ends what was before it at the last sample that was heard. */
function endBefore({ at, beforeAt }: LaneChange, gapMs: number): number {
  return beforeAt !== null && at - beforeAt > gapMs ? beforeAt : at;
}

/** What of a window a lane says nothing about. */
export function laneGaps(
  parts: readonly LanePart<unknown>[],
  of: { from: number; to: number },
): TelemetryGap[] {
  const gaps: TelemetryGap[] = [];
  let covered = of.from;
  for (const part of parts) {
    if (part.from > covered) gaps.push({ from: covered, to: part.from });
    covered = Math.max(covered, part.to);
  }
  if (of.to > covered) gaps.push({ from: covered, to: of.to });
  return gaps;
}
