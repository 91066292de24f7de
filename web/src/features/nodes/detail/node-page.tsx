'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { LiveBadge } from '../live/live-badge.tsx';
import { useLive } from '../live/use-live.ts';
import { TrafficPanel } from '../traffic/traffic-panel.tsx';
import { ConfigPanel } from './config-panel.tsx';
import { EventsPanel } from './events-panel.tsx';
import { FactsLine } from './facts-line.tsx';
import { healthSentence } from './health-sentence.ts';
import { NodeActions } from './node-actions.tsx';
import { NodeTiles } from './node-tiles.tsx';
import { TunnelTable } from './tunnel-table.tsx';

/** While a node is watched it sends samples each second or two; the page follows as fast. */
const REFRESH_MS = 1_000;

interface NodePageProps {
  initial: Outputs['nodes']['get'];
  initialTraffic: Outputs['nodes']['traffic'];
  mayChange: boolean;
  mayDelete: boolean;
}

/** Everything about one node, kept up to date while it is open. */
export function NodePage({ initial, initialTraffic, mayChange, mayDelete }: NodePageProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const [paused, setPaused] = useState(false);
  const query = useQuery({ ...trpc.nodes.get.queryOptions({ nodeId: initial.id }), initialData: initial });
  const live = useLive(initial.id, REFRESH_MS, () => {
    if (paused) return;
    void query.refetch();
    void cache.invalidateQueries({ queryKey: trpc.nodes.traffic.queryKey() });
  });
  const node = query.data;
  const sentence = healthSentence({
    state: node.state,
    refused: node.approval === 'refused',
    tunnels: node.tunnels,
    config: node.config.state,
  });
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <h1 className="state min-w-full flex-1 md:min-w-0">
          {sentence.verdict} <span className="remark">{sentence.remark}</span>
        </h1>
        <div className="flex flex-wrap items-center gap-2">
          <LiveBadge state={query.isRefetchError ? 'reconnecting' : live} />
          <button type="button" className="button" aria-pressed={paused} onClick={() => setPaused(!paused)}>
            {paused ? 'Go on' : 'Pause'}
          </button>
          {mayChange && <NodeActions node={node} mayDelete={mayDelete} onChanged={() => query.refetch()} />}
        </div>
      </div>
      {query.isRefetchError && (
        <p role="alert" className="text-look">
          Values are not up to date: {failureWords(query.error).message}
        </p>
      )}
      <FactsLine node={node} />
      <NodeTiles node={node} />
      <TrafficPanel nodeId={node.id} initial={initialTraffic} />
      <TunnelTable tunnels={node.tunnels} now={node.now} />
      <div className="grid items-start gap-3.5 xl:grid-cols-2">
        <ConfigPanel config={node.config} now={node.now} />
        <EventsPanel events={node.events} now={node.now} />
      </div>
    </>
  );
}
