/** Round trips to the coordinator that a list is narrowed to, in milliseconds; null is no bound. */
export interface RttBounds {
  readonly rttAbove: number | null;
  readonly rttBelow: number | null;
}

export const NO_RTT_BOUNDS: RttBounds = { rttAbove: null, rttBelow: null };

/** What a node can report at most. */
export const MAX_RTT_MS = 600_000;

const BOUND = /^([<>])(\d{1,6}(?:\.\d{1,3})?)$/;

/** The bounds of `>100`, `<20` or `>20,<100`; undefined for anything else, and where nothing can lie between. */
export function parseRttBounds(text: string): RttBounds | undefined {
  let bounds = NO_RTT_BOUNDS;
  for (const part of text.split(',')) {
    const [, sign, figure] = BOUND.exec(part.trim()) ?? [];
    const ms = Number(figure);
    if (sign === undefined || ms > MAX_RTT_MS) return undefined;
    bounds = sign === '>' ? { ...bounds, rttAbove: ms } : { ...bounds, rttBelow: ms };
  }
  const { rttAbove, rttBelow } = bounds;
  return rttAbove !== null && rttBelow !== null && rttAbove >= rttBelow ? undefined : bounds;
}

/** The same as text; empty without a bound. */
export function formatRttBounds({ rttAbove, rttBelow }: RttBounds): string {
  const parts = [rttAbove !== null && `>${rttAbove}`, rttBelow !== null && `<${rttBelow}`];
  return parts.filter((part) => part !== false).join(',');
}
