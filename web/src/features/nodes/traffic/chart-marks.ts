import type uPlot from 'uplot';
import { chartColours } from './chart-colours.ts';
import { type ChartData, DIRECTIONS, highestRate, isShown } from './chart-data.ts';
import { figureOnAxis, rateUnit } from './rate-text.ts';
import type { TelemetryGap } from './throughput.ts';

/** A gap narrower than this has no place for words. */
const WORDS_WIDTH = 150;
const LABEL_HEIGHT = 16;

/** Hatches what is not known, so that it is never taken for zero. */
export function drawGaps(chart: uPlot, gaps: readonly TelemetryGap[]): void {
  const { ctx, bbox } = chart;
  const { colour, font } = chartColours();
  const ratio = devicePixelRatio;
  const line = colour('--line-2');
  for (const gap of gaps) {
    const left = Math.max(bbox.left, chart.valToPos(gap.from / 1000, 'x', true));
    const right = Math.min(bbox.left + bbox.width, chart.valToPos(gap.to / 1000, 'x', true));
    if (right - left < 1) continue;
    const area = { left, top: bbox.top, width: right - left, height: bbox.height };
    hatch(ctx, { ...area, line, ratio });
    if (area.width < WORDS_WIDTH * ratio) continue;
    const words = gapWords(gap, chart);
    ctx.save();
    ctx.font = scaledFont(font, ratio);
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    const [x, y] = [left + area.width / 2, area.top + area.height / 2];
    const half = ctx.measureText(words).width / 2 + 8 * ratio;
    ctx.fillStyle = colour('--surface');
    ctx.fillRect(x - half, y - 10 * ratio, half * 2, 20 * ratio);
    ctx.fillStyle = colour('--ink-2');
    ctx.fillText(words, x, y);
    ctx.restore();
  }
}

function gapWords(gap: TelemetryGap, chart: uPlot): string {
  const from = (chart.scales.x?.min ?? 0) * 1000;
  if (gap.from <= from) return 'No telemetry';
  const at = new Date(gap.from).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return `No telemetry since ${at}`;
}

interface Hatching {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly line: string;
  readonly ratio: number;
}

function hatch(ctx: CanvasRenderingContext2D, of: Hatching): void {
  const { left, top, width, height, ratio } = of;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.strokeStyle = of.line;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  for (let x = left - height; x < left + width; x += 6 * ratio) {
    ctx.moveTo(x, top + height);
    ctx.lineTo(x + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

/** Writes each line's name and present value at its right end, moved apart where they would cover each other. */
export function drawEndLabels(chart: uPlot, data: ChartData): void {
  const last = data.points.at(-1);
  const isOld = (data.gaps.at(-1)?.to ?? 0) > (last?.at ?? 0);
  if (last === undefined || last.sent === null || isOld) return;
  const { ctx, bbox } = chart;
  const { colour, font } = chartColours();
  const ratio = devicePixelRatio;
  const { size } = rateUnit(highestRate(data));
  const labels = DIRECTIONS.filter(({ shownAs }) => isShown(data.directions, shownAs))
    .map(({ key, word, token }) => ({ rate: last[key] ?? 0, word, token }))
    .sort((one, other) => other.rate - one.rate);
  ctx.save();
  ctx.font = scaledFont(font, ratio);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  let lowest = Number.NEGATIVE_INFINITY;
  for (const { rate, word, token } of labels) {
    const y = Math.max(chart.valToPos(rate, 'y', true), lowest + LABEL_HEIGHT * ratio);
    lowest = y;
    const x = bbox.left + bbox.width + 8 * ratio;
    ctx.fillStyle = colour(token);
    ctx.fillRect(x, y - ratio, 8 * ratio, 2 * ratio);
    ctx.fillStyle = colour('--ink');
    ctx.fillText(word, x + 12 * ratio, y);
    const width = ctx.measureText(`${word} `).width;
    ctx.fillStyle = colour('--ink-2');
    ctx.fillText(figureOnAxis(rate, size), x + 12 * ratio + width, y);
  }
  ctx.restore();
}

function scaledFont(font: string, ratio: number): string {
  return font.replace(/^[\d.]+px/, `${11 * ratio}px`);
}
