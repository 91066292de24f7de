'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import type { ChartData } from './chart-data.ts';
import { chartKeys } from './chart-keys.ts';
import type { ChartLanes } from './chart-lanes.ts';
import { ChartReadout, readoutWords } from './chart-readout.tsx';
import { drawChart, showData } from './draw-chart.ts';
import { LaneStrip } from './lane-strip.tsx';
import { MarkList } from './mark-list.tsx';

const HEIGHT = 248;

interface ThroughputChartProps {
  data: ChartData;
  stepMs: number;
  /** Null where nothing is known of network and route. */
  lanes: ChartLanes | null;
  now: number;
  onZoom: (window: { from: number; to: number }) => void;
  onLeaveZoom: () => void;
}

/** Lines for both directions on one axis; drag to zoom, hover or arrow keys to read. */
export function ThroughputChart({ data, stepMs, lanes, now, onZoom, onLeaveZoom }: ThroughputChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const latest = useRef({ data, onZoom, onLeaveZoom });
  latest.current = { data, onZoom, onLeaveZoom };
  const [read, setRead] = useState<{ index: number; left: number }>();
  const [width, setWidth] = useState(0);
  const keys = useMemo(
    () =>
      chartKeys({
        onZoom: (window) => latest.current.onZoom(window),
        onLeaveZoom: () => latest.current.onLeaveZoom(),
      }),
    [],
  );

  useEffect(() => {
    let drawn: { destroy(): void } | undefined;
    let gone = false;
    // The library is loaded only where there is a chart, and drawn anew with the colours of another theme.
    const draw = async () => {
      const { default: UPlot } = await import('uplot');
      if (gone || place.current === null) return;
      drawn?.destroy();
      drawn = drawChart(UPlot, {
        place: place.current,
        height: HEIGHT,
        data: () => latest.current.data,
        onReady: (made) => {
          chart.current = made;
          showData(made, latest.current.data);
        },
        onZoom: (window) => latest.current.onZoom(window),
        onRead: setRead,
        onWidth: setWidth,
      });
    };
    void draw();
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    window.addEventListener('ntm-theme', draw);
    return () => {
      gone = true;
      scheme.removeEventListener('change', draw);
      window.removeEventListener('ntm-theme', draw);
      drawn?.destroy();
      chart.current = undefined;
    };
  }, []);

  useEffect(() => {
    if (chart.current !== undefined) showData(chart.current, data);
  }, [data]);

  const point = read && data.points[read.index];
  return (
    <div className="relative px-2 pb-2">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset groups inputs, and there are none */}
      <div
        ref={place}
        className="throughput-chart"
        role="group"
        aria-roledescription="chart"
        aria-label="Throughput: arrows read it, Shift and arrows select, Enter zooms"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is read by keyboard too
        tabIndex={0}
        onKeyDown={(event) => chart.current !== undefined && keys(event, chart.current)}
        onBlur={() => chart.current?.setCursor({ left: -10, top: -10 })}
      />
      {read !== undefined && point !== undefined && (
        <ChartReadout
          point={point}
          directions={data.directions}
          stepMs={stepMs}
          left={read.left}
          width={width}
        />
      )}
      {lanes !== null && <LaneStrip {...{ lanes, now, width }} from={data.from} to={data.to} />}
      <MarkList marks={data.marks} />
      <p className="sr-only" role="status">
        {point === undefined ? '' : readoutWords(point)}
      </p>
    </div>
  );
}
