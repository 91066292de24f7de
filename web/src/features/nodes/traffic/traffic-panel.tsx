'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { TRAFFIC_RANGES, type TrafficRange, type TrafficWindow } from './range.ts';
import { rateWords } from './rate-text.ts';
import { ThroughputChart } from './throughput-chart.tsx';
import { ThroughputTable } from './throughput-table.tsx';

const RANGES = Object.keys(TRAFFIC_RANGES) as TrafficRange[];

interface TrafficPanelProps {
  nodeId: string;
  /** Answer for the first range, read with the page. */
  initial: Outputs['nodes']['traffic'];
}

/** Throughput over time: choose a range, drag to zoom, or read it as a table. */
export function TrafficPanel({ nodeId, initial }: TrafficPanelProps) {
  const trpc = useTRPC();
  const [range, setRange] = useState<TrafficRange>('15m');
  const [zoom, setZoom] = useState<{ from: number; to: number }>();
  const [asTable, setAsTable] = useState(false);
  const window: TrafficWindow = zoom ?? range;
  const query = useQuery({
    ...trpc.nodes.traffic.queryOptions({ nodeId, window }),
    ...(window === '15m' && { initialData: initial }),
    placeholderData: (previous) => previous,
  });
  const traffic = query.data ?? initial;
  const latest = traffic.points.findLast((point) => point.sent !== null);
  return (
    <section className="panel" aria-labelledby="traffic-title">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3.5 py-3">
        <h2 id="traffic-title" className="text-lg">
          Throughput
        </h2>
        <p className="text-sm text-ink-3">
          {latest === undefined ? (
            'No telemetry in this range'
          ) : (
            <>
              in {rateWords(latest.received)}, out {rateWords(latest.sent)},{' '}
              <Age at={latest.at} now={traffic.now} suffix=" ago" />
            </>
          )}
        </p>
        <div className="ml-auto flex flex-wrap items-center gap-1.5">
          {RANGES.map((choice) => (
            <button
              key={choice}
              type="button"
              className="chip"
              aria-pressed={zoom === undefined && range === choice}
              onClick={() => {
                setRange(choice);
                setZoom(undefined);
              }}
            >
              {TRAFFIC_RANGES[choice].text}
            </button>
          ))}
          {zoom !== undefined && (
            <button type="button" className="chip" onClick={() => setZoom(undefined)}>
              Leave zoom
            </button>
          )}
          <button type="button" className="chip" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            Table
          </button>
        </div>
      </div>
      {asTable ? (
        <ThroughputTable points={traffic.points} />
      ) : (
        <ThroughputChart from={traffic.from} to={traffic.to} points={traffic.points} onZoom={setZoom} />
      )}
    </section>
  );
}
