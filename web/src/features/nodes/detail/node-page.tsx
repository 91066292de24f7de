'use client';

import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { TopBar } from '../../../ui/frame/top-bar.tsx';
import { Age } from '../../../ui/live/age-text.tsx';
import { NodeShape } from '../../../ui/shapes/node-shape.tsx';
import { LiveControl } from '../live/live-control.tsx';
import { StaleNotice } from '../live/stale-notice.tsx';
import { usePause } from '../live/use-pause.ts';
import { RangeControl } from '../traffic/range-control.tsx';
import { NodeDetail } from './node-detail.tsx';
import { useNode } from './use-node.ts';

interface NodePageProps {
  initial: Outputs['nodes']['get'];
  initialTraffic: Outputs['nodes']['traffic'];
  mayChange: boolean;
  mayDelete: boolean;
}

/** Everything about one node, kept up to date while it is open. */
export function NodePage({ initial, initialTraffic, mayChange, mayDelete }: NodePageProps) {
  const { paused, toggle } = usePause();
  const { query, traffic, live, refusal, read } = useNode({
    nodeId: initial.id,
    paused,
    initial,
    initialTraffic,
  });
  const node = query.data ?? initial;
  return (
    <>
      <TopBar
        crumbs={[{ text: 'Nodes', href: '/nodes' }, { text: node.name }]}
        shape={<NodeShape state={node.state} />}
        after={node.seenAt !== null && <Age at={node.seenAt} now={node.now} suffix=" ago" />}
      >
        <RangeControl range={traffic.range} onChoose={traffic.chooseRange} onLeaveZoom={traffic.leaveZoom} />
        <LiveControl state={live} paused={paused} onToggle={() => toggle(read)} />
      </TopBar>
      <main className="flex flex-col gap-3.5 p-4 lg:px-5">
        <StaleNotice live={live} readAt={query.dataUpdatedAt} onRead={read} />
        {refusal !== null && <FailureNotice what="The node could not be read again" error={refusal} />}
        <NodeDetail
          {...{ node, traffic, paused, mayChange, mayDelete }}
          heading="h1"
          onChanged={() => query.refetch()}
        />
      </main>
    </>
  );
}
