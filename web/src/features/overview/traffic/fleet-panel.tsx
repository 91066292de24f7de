'use client';

import { useState } from 'react';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { csvText } from '../../../ui/csv.ts';
import { downloadText } from '../../../ui/download-text.ts';
import { rateUnit } from '../../nodes/traffic/rate-text.ts';
import { highestRate } from './chart-scale.ts';
import { type ChartFlag, FleetChart } from './fleet-chart.tsx';
import { FleetTable } from './fleet-table.tsx';
import { stepWords } from './handover-bars.tsx';

interface FleetPanelProps {
  /** Undefined until it was read once. */
  traffic: Outputs['overview']['traffic'] | undefined;
  flags: readonly ChartFlag[];
  error: unknown;
  onRetry: () => void;
}

/** What goes in and out of all nodes, by route: as a chart, a table, or a file. */
export function FleetPanel({ traffic, flags, error, onRetry }: FleetPanelProps) {
  const [asTable, setAsTable] = useState(false);
  const isKnown = traffic?.points.some((point) => point.endToEnd !== null) === true;
  return (
    <section className="panel" aria-labelledby="fleet-traffic-title">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 pt-3 pb-1">
        <h2 id="fleet-traffic-title" className="text-lg">
          Throughput by route
        </h2>
        <p className="text-sm text-ink-3">
          {traffic !== undefined &&
            `${isKnown ? `${rateUnit(highestRate(traffic.points)).unit}, ` : ''}in and out of all nodes, ${stepWords(traffic.stepMs)} points`}
        </p>
        <div className="ml-auto flex gap-1.5">
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
            disabled={!isKnown}
            onClick={() => traffic !== undefined && downloadText(trafficFile(traffic))}
          >
            CSV
          </button>
        </div>
      </div>
      {traffic === undefined ? (
        <div className="min-h-[316px] p-3.5">
          {error !== null && (
            <div className="flex flex-col items-start gap-3">
              <FailureNotice what="Throughput could not be read" error={error} />
              <button type="button" className="button" onClick={onRetry}>
                Try again
              </button>
            </div>
          )}
        </div>
      ) : asTable ? (
        <FleetTable points={traffic.points} />
      ) : (
        <FleetChart traffic={traffic} flags={flags} />
      )}
    </section>
  );
}

function trafficFile({ points }: Outputs['overview']['traffic']) {
  return {
    name: 'fleet-throughput.csv',
    type: 'text/csv',
    text: csvText(
      ['from_utc', 'until_utc', 'end_to_end_bit_per_s', 'relayed_bit_per_s', 'handovers'],
      points.map((point) => [
        new Date(point.from).toISOString(),
        new Date(point.at).toISOString(),
        point.endToEnd,
        point.relayed,
        point.handovers,
      ]),
    ),
  };
}
