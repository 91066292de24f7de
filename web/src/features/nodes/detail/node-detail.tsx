'use client';

import type { Outputs } from '../../../trpc/outputs.ts';
import { ConfigTab } from '../config/config-tab.tsx';
import { EventsTab } from '../events/events-tab.tsx';
import { ThroughputTable } from '../traffic/throughput-table.tsx';
import { TrafficPanel } from '../traffic/traffic-panel.tsx';
import type { useTraffic } from '../traffic/use-traffic.ts';
import { ConfigPanel } from './config-panel.tsx';
import { EventsPanel } from './events-panel.tsx';
import { FactsLine } from './facts-line.tsx';
import { healthSentence } from './health-sentence.ts';
import { NodeActions } from './node-actions.tsx';
import { PartSkeleton } from './node-skeleton.tsx';
import { NodeTabs, useNodeTab } from './node-tabs.tsx';
import { NodeTiles } from './node-tiles.tsx';
import { TunnelTable } from './tunnel-table.tsx';

interface NodeDetailProps {
  node: Outputs['nodes']['get'];
  traffic: ReturnType<typeof useTraffic>;
  paused: boolean;
  /** Of what the sentence is the heading: a page of its own, or a part of one. */
  heading: 'h1' | 'h2';
  mayChange: boolean;
  mayDelete: boolean;
  onChanged: () => void;
}

/** Everything about one node, on its page and in the panel beside the list. */
export function NodeDetail({ node, traffic, paused, heading: Heading, ...may }: NodeDetailProps) {
  const tab = useNodeTab();
  const shown = traffic.traffic;
  const sentence = healthSentence({
    state: node.state,
    refused: node.approval === 'refused',
    tunnels: node.tunnels,
    config: node.config.state,
  });
  return (
    <div className="node-detail">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <Heading className="state min-w-full flex-1 @3xl:min-w-0">
          {sentence.verdict} <span className="remark">{sentence.remark}</span>
        </Heading>
        {may.mayChange && <NodeActions node={node} mayDelete={may.mayDelete} onChanged={may.onChanged} />}
      </div>
      <FactsLine node={node} />
      <NodeTabs
        chosen={tab}
        notes={{
          paths: node.tunnels.length,
          ...(node.config.desiredRevision !== null && { config: `r${node.config.desiredRevision}` }),
        }}
      />
      {tab === 'summary' && <NodeTiles node={node} traffic={shown} />}
      {(tab === 'summary' || tab === 'traffic') &&
        (shown === undefined ? (
          <PartSkeleton title="Throughput" lines={9} />
        ) : (
          <TrafficPanel
            nodeName={node.name}
            traffic={shown}
            error={traffic.error}
            onZoom={traffic.zoomInto}
            onLeaveZoom={traffic.leaveZoom}
          />
        ))}
      {tab === 'traffic' && shown !== undefined && <ThroughputTable points={shown.points} />}
      {(tab === 'summary' || tab === 'paths') && <TunnelTable node={node} />}
      {tab === 'summary' && (
        <div className="grid items-start gap-3.5 @5xl:grid-cols-2">
          <ConfigPanel config={node.config} now={node.now} />
          <EventsPanel events={node.events} now={node.now} />
        </div>
      )}
      {tab === 'config' && <ConfigTab {...{ node, paused }} />}
      {tab === 'events' && <EventsTab {...{ node, paused }} />}
    </div>
  );
}
