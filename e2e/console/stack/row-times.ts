import type { Locator } from '@playwright/test';
import { withDatabase } from './seed.ts';

/** The newest row of a throughput table, and when the page first showed it, in milliseconds since 1970. */
type RowTime = readonly [until: string, shownAt: number];

/** Begins to note, in the browser, when the table's newest row changes. */
export function noteRowTimes(table: Locator): Promise<void> {
  return table.evaluate((region) => {
    const times: [string, number][] = [];
    const look = () => {
      const until = region.querySelector('tbody td')?.textContent ?? '';
      if (times.at(-1)?.[0] !== until) times.push([until, Date.now()]);
    };
    look();
    new MutationObserver(look).observe(region, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { rowTimes: times });
  });
}

/**
 * For each sample that a node took after the notes began: milliseconds from the node's own time stamp to the first
 * row that is as new. Node and browser have one clock here.
 */
export async function samplesToPage(table: Locator, nodeId: string): Promise<number[]> {
  const times = await table.evaluate(() => (window as unknown as { rowTimes: RowTime[] }).rowTimes);
  const [first, last] = [times[1], times.at(-1)];
  if (first === undefined || last === undefined) throw new Error('the table did not change');
  const samples = await withDatabase((prisma) =>
    prisma.telemetrySample.findMany({ where: { boot: { nodeId } }, select: { at: true } }),
  );
  return samples.flatMap(({ at }) => {
    const until = instant(at);
    if (until < first[0] || until > last[0]) return [];
    const shown = times.find(([row]) => row >= until);
    return shown === undefined ? [] : [shown[1] - at.getTime()];
  });
}

/** An instant as the table shows it: to the second, so that texts have the order of time. */
function instant(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
