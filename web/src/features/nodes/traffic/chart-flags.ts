import type uPlot from 'uplot';
import { chartColours } from './chart-colours.ts';
import type { ChartMark } from './chart-history-repository.ts';

const LONGEST_WORDS = 24;
/** Space between two flags, and around the words of one, in CSS pixels. */
const BETWEEN = 6;
const AROUND = 5;
const HEIGHT = 16;

/** A dashed line at each instant, with its words in a flag above where there is place for it. */
export function drawFlags(chart: uPlot, marks: readonly ChartMark[]): void {
  const { ctx, bbox } = chart;
  const { colour, font } = chartColours();
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = font.replace(/^[\d.]+px/, `${11 * ratio}px`);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.lineWidth = ratio;
  let taken = Number.NEGATIVE_INFINITY;
  for (const mark of marks) {
    const x = chart.valToPos(mark.at / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = colour('--ink-3');
    ctx.setLineDash([2 * ratio, 2 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const words = flagWords(mark);
    const width = ctx.measureText(words).width + 2 * AROUND * ratio;
    // At the right end a flag hangs to the left.
    const left = Math.min(x, bbox.left + bbox.width - width);
    if (left < taken) continue;
    taken = left + width + BETWEEN * ratio;
    drawFlag(ctx, { left, top: bbox.top - (HEIGHT + 2) * ratio, width, words, ratio });
  }
  ctx.restore();
}

interface Flag {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly words: string;
  readonly ratio: number;
}

function drawFlag(ctx: CanvasRenderingContext2D, { left, top, width, words, ratio }: Flag): void {
  const { colour } = chartColours();
  ctx.setLineDash([]);
  ctx.fillStyle = colour('--surface');
  ctx.strokeStyle = colour('--line-2');
  ctx.beginPath();
  ctx.roundRect(left, top, width, HEIGHT * ratio, 3 * ratio);
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = colour('--ink-2');
  ctx.fillText(words, left + AROUND * ratio, top + (HEIGHT / 2) * ratio);
}

/** What a mark says, as the node or the configuration has it. */
export function markWords({ kind, text }: ChartMark): string {
  if (kind === 'start') return 'Started';
  return text === '' ? NAMELESS[kind] : text;
}

/** As many of its parts as fit into a flag; the whole stands among the events. */
function flagWords(mark: ChartMark): string {
  const [first = '', ...parts] = markWords(mark).split(', ');
  const words = parts.reduce(
    (sum, part) => (`${sum}, ${part}`.length <= LONGEST_WORDS ? `${sum}, ${part}` : sum),
    first,
  );
  return words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS - 1).trimEnd()}…` : words;
}

const NAMELESS = { handover: 'Handover', network: 'Network changed', config: 'Configuration applied' };
