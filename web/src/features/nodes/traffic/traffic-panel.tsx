'use client';

import { useMemo, useState } from 'react';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { csvText } from '../../../ui/csv.ts';
import { downloadText } from '../../../ui/download-text.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { highestRate, type ShownDirections } from './chart-data.ts';
import { rateUnit, rateWords } from './rate-text.ts';
import { ThroughputChart } from './throughput-chart.tsx';
import { ThroughputTable } from './throughput-table.tsx';

const DIRECTIONS = [
  { value: 'both', text: 'Both' },
  { value: 'in', text: 'In' },
  { value: 'out', text: 'Out' },
] as const;

interface TrafficPanelProps {
  nodeName: string;
  traffic: Outputs['nodes']['traffic'];
  /** What kept it from being read anew. */
  error: unknown;
  onZoom: (window: { from: number; to: number }) => void;
  onLeaveZoom: () => void;
}

/** Throughput over time: drag to zoom, read it point by point, as a table, or as a file. */
export function TrafficPanel({ nodeName, traffic, error, onZoom, onLeaveZoom }: TrafficPanelProps) {
  const [directions, setDirections] = useState<ShownDirections>('both');
  const [asTable, setAsTable] = useState(false);
  const { from, to, points, gaps, marks, stepMs, lanes, now } = traffic;
  const data = useMemo(
    () => ({ from, to, points, gaps, marks, directions }),
    [from, to, points, gaps, marks, directions],
  );
  return (
    <section className="panel" aria-labelledby="traffic-title">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3.5 pt-3 pb-1">
        <h2 id="traffic-title" className="text-lg">
          Throughput
        </h2>
        <p className="text-sm text-ink-3">
          <LatestRates traffic={traffic} />
        </p>
        <p className="text-sm text-ink-3">
          {points.length > 0 && `axis in ${rateUnit(highestRate(data)).unit}, ${stepMs / 1000} s points`}
        </p>
        <div className="ml-auto flex flex-wrap items-center gap-1.5">
          <Segmented label="Directions" options={DIRECTIONS} chosen={directions} onChoose={setDirections} />
          <button
            type="button"
            className="button button-quiet"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? 'Chart' : 'Table'}
          </button>
          <button
            type="button"
            className="button button-quiet"
            disabled={points.length === 0}
            onClick={() => downloadText(trafficFile(nodeName, points))}
          >
            CSV
          </button>
        </div>
      </div>
      {error != null && (
        <div className="px-3.5 py-2">
          <FailureNotice what="Throughput could not be read again" error={error} />
        </div>
      )}
      {asTable ? (
        <ThroughputTable points={points} />
      ) : (
        <ThroughputChart data={data} {...{ stepMs, lanes, now, onZoom, onLeaveZoom }} />
      )}
    </section>
  );
}

/** The newest rates with their age, so that an old figure is not taken for the present one. */
function LatestRates({ traffic }: { traffic: Outputs['nodes']['traffic'] }) {
  const latest = traffic.points.findLast((point) => point.sent !== null);
  if (latest === undefined) return 'No telemetry in this range';
  return (
    <>
      in {rateWords(latest.received)}, out {rateWords(latest.sent)},{' '}
      <Age at={latest.at} now={traffic.now} suffix=" ago" />
    </>
  );
}

function trafficFile(nodeName: string, points: Outputs['nodes']['traffic']['points']) {
  return {
    name: `${nodeName}-throughput.csv`,
    type: 'text/csv',
    text: csvText(
      ['until_utc', 'in_bit_per_s', 'out_bit_per_s'],
      points.map((point) => [new Date(point.at).toISOString(), point.received, point.sent]),
    ),
  };
}
