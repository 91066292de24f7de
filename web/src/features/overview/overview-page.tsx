'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { FailureNotice } from '../../trpc/failure-notice.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { TopBar } from '../../ui/frame/top-bar.tsx';
import { CountedSentence } from '../../ui/live/counted-sentence.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import NoNodes from '../nodes/list/no-nodes.tsx';
import { LiveControl } from '../nodes/live/live-control.tsx';
import { readingState } from '../nodes/live/reading-state.ts';
import { rereading } from '../nodes/live/rereading.ts';
import { StaleNotice } from '../nodes/live/stale-notice.tsx';
import { useLive } from '../nodes/live/use-live.ts';
import { usePause } from '../nodes/live/use-pause.ts';
import { fleetSentence } from './summary/fleet-sentence.ts';
import { LatestEventsPanel } from './summary/latest-events-panel.tsx';
import { LookPanel } from './summary/look-panel.tsx';
import { OverviewTiles } from './summary/overview-tiles.tsx';
import { PushesPanel } from './summary/pushes-panel.tsx';
import { ServerPanel } from './summary/server-panel.tsx';
import { FleetPanel } from './traffic/fleet-panel.tsx';
import { FLEET_RANGE_NAMES, FLEET_RANGES, firstRange } from './traffic/fleet-range.ts';

/** Many nodes change each second; the summary is read again no more often than this. */
const REFRESH_MS = 3_000;
/** Nothing may have changed, but ages and leases run out. */
const CALM_REFRESH_MS = 10_000;
/** The newest point grows by a minute. */
const TRAFFIC_REFRESH_MS = 30_000;

const RANGES = FLEET_RANGE_NAMES.map((value) => ({ value, text: FLEET_RANGES[value].text }));

interface OverviewPageProps {
  initial: Outputs['overview']['get'];
  /** How old that was when the page was made. */
  initialAgeMs: number;
  mayEnrol: boolean;
}

/** Whether the fleet is well, in one sentence; then figures, throughput and the nodes that need a look. */
export function OverviewPage({ initial, initialAgeMs, mayEnrol }: OverviewPageProps) {
  const trpc = useTRPC();
  const { paused, toggle } = usePause();
  const [range, setRange] = useState(() =>
    firstRange(initial.now - (initial.firstEnrolledAt ?? initial.now)),
  );
  const query = useQuery({
    ...trpc.overview.get.queryOptions(),
    initialData: initial,
    initialDataUpdatedAt: () => Date.now() - initialAgeMs,
    ...rereading({ paused, everyMs: CALM_REFRESH_MS }),
  });
  const traffic = useQuery({
    ...trpc.overview.traffic.queryOptions({ range }),
    ...rereading({ paused, everyMs: TRAFFIC_REFRESH_MS }),
    placeholderData: keepPreviousData,
  });
  const read = () => query.refetch();
  const stream = useLive(null, REFRESH_MS, () => !paused && read());
  const { live, refusal } = readingState(query, stream);
  const fleet = query.data;
  const { verdict, remark } = fleetSentence({ ...fleet, look: fleet.look.counts });
  const flags = fleet.pushes.map(({ pushId, fleetVersion }) => ({
    at: pushId,
    text: fleetVersion === null ? 'Push' : `Push v${fleetVersion}`,
  }));
  return (
    <>
      <TopBar crumbs={[{ text: 'Overview' }]}>
        <Segmented label="Range" options={RANGES} chosen={range} onChoose={setRange} />
        <LiveControl state={live} paused={paused} onToggle={() => toggle(read)} />
      </TopBar>
      <main className="flex flex-col gap-3.5 p-4 lg:px-5">
        <StaleNotice live={live} readAt={query.dataUpdatedAt} onRead={read} />
        {refusal !== null && <FailureNotice what="The overview could not be read again" error={refusal} />}
        {fleet.total === 0 && fleet.server.coordinator === 'answers' ? (
          <NoNodes mayEnrol={mayEnrol} />
        ) : (
          <>
            <CountedSentence
              verdict={verdict}
              remark={remark}
              done="Counted"
              at={fleet.now}
              now={fleet.now}
            />
            <OverviewTiles fleet={fleet} traffic={traffic.data} />
            <div className="overview-columns">
              <div className="flex min-w-0 flex-col gap-3.5">
                <FleetPanel
                  traffic={traffic.data}
                  flags={flags}
                  error={traffic.error}
                  onRetry={() => traffic.refetch()}
                />
                <LookPanel look={fleet.look} byState={fleet.byState} now={fleet.now} />
              </div>
              <div className="flex min-w-0 flex-col gap-3.5">
                <PushesPanel pushes={fleet.pushes} now={fleet.now} />
                <LatestEventsPanel events={fleet.events} now={fleet.now} />
                <ServerPanel server={fleet.server} relays={fleet.relays} registered={fleet.registered} />
              </div>
            </div>
          </>
        )}
      </main>
    </>
  );
}
