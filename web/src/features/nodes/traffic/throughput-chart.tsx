'use client';

import { useEffect, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { drawChart } from './draw-chart.ts';
import { rateWords } from './rate-text.ts';
import type { ThroughputPoint } from './throughput.ts';

const HEIGHT = 260;

interface ThroughputChartProps {
  from: number;
  to: number;
  points: readonly ThroughputPoint[];
  onZoom: (window: { from: number; to: number }) => void;
}

/** Lines for both directions on one axis; drag to zoom, hover or arrow keys to read. */
export function ThroughputChart({ from, to, points, onZoom }: ThroughputChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const data = useRef({ from, to, points });
  data.current = { from, to, points };
  const [read, setRead] = useState<ThroughputPoint>();

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
        onReady: (made) => {
          chart.current = made;
          show(made, data.current);
        },
        onZoom: (window) => zoom.current(window),
        onRead: (index) => setRead(index === undefined ? undefined : data.current.points[index]),
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
    if (chart.current !== undefined) show(chart.current, { from, to, points });
  }, [from, to, points]);

  return (
    <div className="relative px-2 pb-2">
      <div ref={place} className="throughput-chart" />
      {points.length === 0 && (
        <p className="hatch absolute inset-x-14 top-4 bottom-12 flex items-center justify-center text-ink-2">
          <span className="rounded-1 bg-surface px-2 py-0.5">No telemetry in this range</span>
        </p>
      )}
      <p className="flex min-h-5 flex-wrap gap-x-4 px-2 text-sm text-ink-2">
        <span className="flex items-center gap-1.5">
          <svg viewBox="0 0 16 4" width="16" height="4" aria-hidden="true">
            <path d="M0 2h16" stroke="var(--chart-1)" strokeWidth="2" />
          </svg>
          In {read && rateWords(read.received)}
        </span>
        <span className="flex items-center gap-1.5">
          <svg viewBox="0 0 16 4" width="16" height="4" aria-hidden="true">
            <path d="M0 2h16" stroke="var(--chart-4)" strokeWidth="2" strokeDasharray="4 2" />
          </svg>
          Out {read && rateWords(read.sent)}
        </span>
        {read && <span>{new Date(read.at).toLocaleTimeString('en-GB')}</span>}
        <span className="ml-auto text-ink-3">Drag to zoom</span>
      </p>
    </div>
  );
}

function show(chart: uPlot, data: { from: number; to: number; points: readonly ThroughputPoint[] }): void {
  const { from, to, points } = data;
  const columns: uPlot.AlignedData = [
    points.map((point) => point.at / 1000),
    points.map((point) => point.received),
    points.map((point) => point.sent),
  ];
  chart.setData(columns, false);
  chart.setScale('x', { min: from / 1000, max: to / 1000 });
}
