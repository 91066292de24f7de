import type { ChartTime } from './chart-scale.ts';

const DAY_MS = 86_400_000;

/** Local time of day. */
export function clock(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

function day(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

/** Day and time of day, for one point. */
export function chartTime(at: number): string {
  return `${day(at)} ${clock(at)}`;
}

/** Five times that divide the range: days where it has several. */
export function timeTicks({ from, to }: ChartTime): { place: number; text: string }[] {
  const words = to - from > 1.5 * DAY_MS ? day : clock;
  return [0, 0.25, 0.5, 0.75, 1].map((place) => ({ place, text: words(from + (to - from) * place) }));
}
