'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { TopBar } from '../../../ui/frame/top-bar.tsx';
import { Age } from '../../../ui/live/age-text.tsx';
import { NodeShape } from '../../../ui/shapes/node-shape.tsx';
import { ConfigTab } from '../config/config-tab.tsx';
import { EventsTab } from '../events/events-tab.tsx';
import { LiveControl } from '../live/live-control.tsx';
import { StaleNotice } from '../live/stale-notice.tsx';
import { type LiveState, useLive } from '../live/use-live.ts';
import { RangeControl } from '../traffic/range-control.tsx';
import { ThroughputTable } from '../traffic/throughput-table.tsx';
import { TrafficPanel } from '../traffic/traffic-panel.tsx';
import { useTraffic } from '../traffic/use-traffic.ts';
import { ConfigPanel } from './config-panel.tsx';
import { EventsPanel } from './events-panel.tsx';
import { FactsLine } from './facts-line.tsx';
import { healthSentence } from './health-sentence.ts';
import { NodeActions } from './node-actions.tsx';
import { NodeTabs, useNodeTab } from './node-tabs.tsx';
import { NodeTiles } from './node-tiles.tsx';
import { TunnelTable } from './tunnel-table.tsx';

/** While a node is watched it sends a sample each second; the page follows each. */
const REFRESH_MS = 200;

interface NodePageProps {
  initial: Outputs['nodes']['get'];
  initialTraffic: Outputs['nodes']['traffic'];
  mayChange: boolean;
  mayDelete: boolean;
}

/** Everything about one node, kept up to date while it is open. */
export function NodePage({ initial, initialTraffic, mayChange, mayDelete }: NodePageProps) {
  const trpc = useTRPC();
  const tab = useNodeTab();
  const [paused, setPaused] = useState(false);
  const query = useQuery({ ...trpc.nodes.get.queryOptions({ nodeId: initial.id }), initialData: initial });
  const { traffic, range, chooseRange, zoomInto, leaveZoom, follow } = useTraffic(initial.id, initialTraffic);
  const read = () => {
    void query.refetch();
    follow();
  };
  const stream = useLive(initial.id, REFRESH_MS, () => !paused && read());
  const live: LiveState = query.isRefetchError ? { kind: 'lost', lostAt: query.errorUpdatedAt } : stream;
  const node = query.data;
  const sentence = healthSentence({
    state: node.state,
    refused: node.approval === 'refused',
    tunnels: node.tunnels,
    config: node.config.state,
  });
  return (
    <>
      <TopBar
        crumbs={[{ text: 'Nodes', href: '/nodes' }, { text: node.name }]}
        shape={<NodeShape state={node.state} />}
        after={node.seenAt !== null && <Age at={node.seenAt} now={node.now} suffix=" ago" />}
      >
        <RangeControl range={range} onChoose={chooseRange} onLeaveZoom={leaveZoom} />
        <LiveControl
          state={live}
          paused={paused}
          onToggle={() => {
            setPaused(!paused);
            if (paused) read();
          }}
        />
      </TopBar>
      <main className="flex flex-col gap-3.5 p-4 lg:px-5">
        <StaleNotice live={live} readAt={query.dataUpdatedAt} onRead={read} />
        <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
          <h1 className="state min-w-full flex-1 md:min-w-0">
            {sentence.verdict} <span className="remark">{sentence.remark}</span>
          </h1>
          {mayChange && <NodeActions node={node} mayDelete={mayDelete} onChanged={() => query.refetch()} />}
        </div>
        <FactsLine node={node} />
        <NodeTabs
          chosen={tab}
          notes={{
            paths: node.tunnels.length,
            ...(node.config.desiredRevision !== null && { config: `r${node.config.desiredRevision}` }),
          }}
        />
        {tab === 'summary' && <NodeTiles node={node} traffic={traffic} />}
        {(tab === 'summary' || tab === 'traffic') && (
          <TrafficPanel nodeName={node.name} traffic={traffic} onZoom={zoomInto} onLeaveZoom={leaveZoom} />
        )}
        {tab === 'traffic' && <ThroughputTable points={traffic.points} />}
        {(tab === 'summary' || tab === 'paths') && <TunnelTable tunnels={node.tunnels} now={node.now} />}
        {tab === 'summary' && (
          <div className="grid items-start gap-3.5 xl:grid-cols-2">
            <ConfigPanel config={node.config} now={node.now} />
            <EventsPanel events={node.events} now={node.now} />
          </div>
        )}
        {tab === 'config' && <ConfigTab node={node} />}
        {tab === 'events' && <EventsTab node={node} />}
      </main>
    </>
  );
}
