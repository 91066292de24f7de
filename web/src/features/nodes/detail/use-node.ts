'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { readingState } from '../live/reading-state.ts';
import { rereading } from '../live/rereading.ts';
import { useLive } from '../live/use-live.ts';
import { useTraffic } from '../traffic/use-traffic.ts';

/** While a node is watched it sends a sample each second; what shows it follows each. */
const REFRESH_MS = 200;

interface NodeOptions {
  readonly nodeId: string;
  readonly paused: boolean;
  /** What the server read for the page; without it, it is read here. */
  readonly initial?: Outputs['nodes']['get'];
  readonly initialTraffic?: Outputs['nodes']['traffic'];
}

/** One node and its throughput, kept up to date while something shows them. */
export function useNode({ nodeId, paused, initial, initialTraffic }: NodeOptions) {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.nodes.get.queryOptions({ nodeId }),
    ...(initial !== undefined && { initialData: initial }),
    ...rereading({ paused }),
  });
  const traffic = useTraffic({ nodeId, paused, initial: initialTraffic });
  const read = () => Promise.all([query.refetch(), traffic.follow()]);
  const stream = useLive(nodeId, REFRESH_MS, () => !paused && read());
  return { query, traffic, read, ...readingState(query, stream) };
}
