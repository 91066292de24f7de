import type uPlot from 'uplot';
import { chartColours } from './chart-colours.ts';
import { type ChartData, DIRECTIONS, highestRate, isShown } from './chart-data.ts';
import { drawFlags } from './chart-flags.ts';
import { drawEndLabels, drawGaps } from './chart-marks.ts';
import { lonePoints } from './lone-points.ts';
import { rateUnit } from './rate-text.ts';

interface DrawnChart {
  readonly place: HTMLElement;
  readonly height: number;
  /** What is drawn now. */
  data(): ChartData;
  onReady(chart: uPlot): void;
  /** The chart has this width now, in CSS pixels. */
  onWidth(width: number): void;
  /** The part that somebody chose, in milliseconds since 1970. */
  onZoom(window: { from: number; to: number }): void;
  /** The point under the cursor and its distance from the left in CSS pixels; undefined when it left. */
  onRead(read: { index: number; left: number } | undefined): void;
}

/** Shortest window that can be chosen. */
const MIN_ZOOM_MS = 10_000;
/** The axis reaches at least this, so that a silent node is a flat line and not noise. */
const MIN_TOP = 1_000;
/** Width of the axis of rates, in pixels; lanes under the chart begin behind it. */
export const AXIS_WIDTH = 44;
/** Place at the right for the present values beside their lines. */
export const LABEL_WIDTH = 92;
/** The same where a chart is narrow and has no values beside it. */
export const NARROW_LABEL_WIDTH = 12;
export const NARROW_CHART = 560;
/** Across a point that no line leads to, in pixels. */
const DOT_SIZE = 5;
/** Place above the lines for the flags of what happened. */
const FLAG_HEIGHT = 24;

/** Draws an empty chart with the colours of the present theme and keeps it as wide as its place. */
export function drawChart(UPlot: typeof uPlot, options: DrawnChart): { destroy(): void } {
  const { place } = options;
  const chart = new UPlot(chartOptions(options), [[], [], []], place);
  const observer = new ResizeObserver(() => {
    chart.setSize({ width: place.clientWidth, height: options.height });
    options.onWidth(place.clientWidth);
  });
  observer.observe(place);
  options.onReady(chart);
  return {
    destroy: () => {
      observer.disconnect();
      chart.destroy();
    },
  };
}

/** Puts new data in. Lines are shown and hidden after that: on an empty chart this would fix the axis of rates. */
export function showData(chart: uPlot, { from, to, points, directions }: ChartData): void {
  chart.setData(
    [
      points.map((point) => point.at / 1000),
      ...DIRECTIONS.map(({ key }) => points.map((point) => point[key])),
    ],
    false,
  );
  DIRECTIONS.forEach(({ shownAs }, index) => {
    chart.setSeries(index + 1, { show: isShown(directions, shownAs) });
  });
  chart.setScale('x', { min: from / 1000, max: to / 1000 });
}

/** Zooms into what is selected and takes the selection away. */
export function zoomIntoSelection(chart: uPlot, onZoom: DrawnChart['onZoom']): void {
  const { left, width } = chart.select;
  if (width < 4) return;
  const from = Math.round(chart.posToVal(left, 'x') * 1000);
  const to = Math.round(chart.posToVal(left + width, 'x') * 1000);
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom({ from, to: Math.max(to, from + MIN_ZOOM_MS) });
}

function chartOptions(options: DrawnChart): uPlot.Options {
  const { place, height, onZoom, onRead } = options;
  const { colour, area, font } = chartColours();
  const axis = { stroke: colour('--chart-axis'), font, ticks: { show: false } };
  const narrow = place.clientWidth < NARROW_CHART;
  return {
    width: place.clientWidth,
    height,
    padding: [FLAG_HEIGHT, narrow ? NARROW_LABEL_WIDTH : LABEL_WIDTH, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: true, auto: false },
      y: { range: (_, __, top) => [0, Math.max(MIN_TOP, (top ?? 0) * 1.1)] },
    },
    axes: [
      { ...axis, size: 26, grid: { show: false }, space: 90, values: (_, splits) => timeLabels(splits) },
      {
        ...axis,
        size: AXIS_WIDTH,
        space: 44,
        grid: { stroke: colour('--chart-grid'), width: 1 },
        values: (_, splits) => {
          if (options.data().points.length === 0) return splits.map(() => '');
          const { size } = rateUnit(highestRate(options.data()));
          return splits.map((rate) => String(Number((rate / size).toPrecision(3))));
        },
      },
    ],
    series: [
      {},
      ...DIRECTIONS.map(({ word, token }) => ({
        label: word,
        stroke: colour(token),
        fill: area(token),
        width: 1.4,
        points: { show: false, filter: lone, size: DOT_SIZE, fill: colour(token) },
        spanGaps: false,
      })),
    ],
    hooks: {
      drawAxes: [(chart) => drawGaps(chart, options.data().gaps)],
      draw: [
        (chart) => drawFlags(chart, options.data().marks),
        (chart) => !narrow && drawEndLabels(chart, options.data()),
      ],
      setCursor: [
        ({ cursor }) =>
          onRead(typeof cursor.idx === 'number' ? { index: cursor.idx, left: cursor.left ?? 0 } : undefined),
      ],
      setSelect: [(chart) => zoomIntoSelection(chart, onZoom)],
    },
  };
}

/** The points of a series that are drawn themselves. */
function lone(chart: uPlot, series: number): number[] {
  return lonePoints(chart.data[series] ?? []);
}

/** Clock times, with seconds only where they differ, and the date where a day begins. */
function timeLabels(splits: readonly number[]): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  return splits.map((seconds) => {
    const at = new Date(seconds * 1000);
    const clock = at.toLocaleTimeString('en-GB', step < 60 ? {} : { hour: '2-digit', minute: '2-digit' });
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0;
    return step >= 86_400 || isMidnight
      ? at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
      : clock;
  });
}
