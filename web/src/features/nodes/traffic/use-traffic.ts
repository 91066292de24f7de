'use client';

import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { rereading } from '../live/rereading.ts';
import { FIRST_RANGE, type TrafficRange, type TrafficWindow } from './range.ts';

interface TrafficOptions {
  readonly nodeId: string;
  readonly paused: boolean;
  /** What the server read for the page. */
  readonly initial: Outputs['nodes']['traffic'] | undefined;
}

/** Throughput of a node in the range that is shown, undefined until it is read, and the ways to change that range. */
export function useTraffic({ nodeId, paused, initial }: TrafficOptions) {
  const trpc = useTRPC();
  const [range, setRange] = useState<TrafficRange>(FIRST_RANGE);
  const [zoom, setZoom] = useState<{ from: number; to: number }>();
  /** By the clock that is never set. */
  const readAt = useRef(Number.NEGATIVE_INFINITY);
  const window: TrafficWindow = zoom ?? range;
  const query = useQuery({
    ...trpc.nodes.traffic.queryOptions({ nodeId, window }),
    ...(window === FIRST_RANGE && initial !== undefined && { initialData: initial }),
    placeholderData: (previous) => previous,
    ...rereading({ paused }),
  });
  const traffic = query.data ?? initial;

  /** Reads the newest points, but no more often than the chart has a point; a past window has none. */
  async function follow(): Promise<void> {
    const now = performance.now();
    if (traffic === undefined || (zoom !== undefined && zoom.to < traffic.now)) return;
    if (traffic.stepMs > 5_000 && now - readAt.current < traffic.stepMs) return;
    readAt.current = now;
    await query.refetch();
  }

  return {
    traffic,
    error: query.error,
    range: zoom === undefined ? range : undefined,
    chooseRange: (chosen: TrafficRange) => {
      setRange(chosen);
      setZoom(undefined);
    },
    zoomInto: setZoom,
    leaveZoom: () => setZoom(undefined),
    follow,
  };
}
