import type uPlot from 'uplot';
import { formatRate } from './rate-text.ts';

interface DrawnChart {
  readonly place: HTMLElement;
  readonly height: number;
  onReady(chart: uPlot): void;
  /** The part that somebody dragged over, in milliseconds since 1970. */
  onZoom(window: { from: number; to: number }): void;
  /** The point under the cursor; undefined when it left. */
  onRead(index: number | undefined): void;
}

/** Shortest window that a drag can choose. */
const MIN_ZOOM_MS = 10_000;
/** The axis reaches at least this, so that a silent node is a flat line and not noise. */
const MIN_TOP = 1_000;

/** Draws an empty chart with the colours of the present theme and keeps it as wide as its place. */
export function drawChart(UPlot: typeof uPlot, options: DrawnChart): { destroy(): void } {
  const { place } = options;
  const chart = new UPlot(chartOptions(options), [[], [], []], place);
  const observer = new ResizeObserver(() =>
    chart.setSize({ width: place.clientWidth, height: options.height }),
  );
  observer.observe(place);
  options.onReady(chart);
  return {
    destroy: () => {
      observer.disconnect();
      chart.destroy();
    },
  };
}

function chartOptions({ place, height, onZoom, onRead }: DrawnChart): uPlot.Options {
  const styles = getComputedStyle(document.documentElement);
  const colour = (token: string) => styles.getPropertyValue(token).trim();
  const font = `11px ${styles.getPropertyValue('font-family') || 'sans-serif'}`;
  const axis = { stroke: colour('--chart-axis'), font, ticks: { show: false } };
  return {
    width: place.clientWidth,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: true, auto: false },
      y: { range: (_, __, top) => [0, Math.max(MIN_TOP, top * 1.1)] },
    },
    axes: [
      { ...axis, size: 30, grid: { show: false }, space: 80, values: '{HH}:{mm}:{ss}' },
      {
        ...axis,
        size: 72,
        grid: { stroke: colour('--chart-grid'), width: 1 },
        values: (_, splits) => splits.map(axisLabel),
      },
    ],
    series: [
      {},
      { label: 'In', stroke: colour('--chart-1'), width: 1.4, points: { show: false }, spanGaps: false },
      {
        label: 'Out',
        stroke: colour('--chart-4'),
        width: 1.4,
        dash: [5, 3],
        points: { show: false },
        spanGaps: false,
      },
    ],
    hooks: {
      setCursor: [(chart) => onRead(chart.cursor.idx ?? undefined)],
      setSelect: [
        (chart) => {
          if (chart.select.width < 4) return;
          const from = Math.round(chart.posToVal(chart.select.left, 'x') * 1000);
          const to = Math.round(chart.posToVal(chart.select.left + chart.select.width, 'x') * 1000);
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          onZoom({ from, to: Math.max(to, from + MIN_ZOOM_MS) });
        },
      ],
    },
  };
}

function axisLabel(rate: number): string {
  if (rate === 0) return '0';
  const { figure, unit } = formatRate(rate);
  return `${Number(figure)} ${unit}`;
}
