import { setTimeout as sleep } from 'node:timers/promises';

/** What is not so by then is not waited for any more. */
export const PATIENCE_MS = 90_000;
const LOOK_EVERY_MS = 50;

/** Looks until it is so; milliseconds since `start` (by `performance.now`), or undefined where it is not in time. */
export async function reachedWithin(
  limitMs: number,
  isSo: () => boolean | Promise<boolean>,
  start = performance.now(),
  lookEveryMs = LOOK_EVERY_MS,
): Promise<number | undefined> {
  for (;;) {
    // What is asked of a database that is away just now is not so yet.
    const reached = await Promise.resolve(isSo()).catch(() => false);
    const passed = performance.now() - start;
    if (reached) return passed;
    if (passed > limitMs) return undefined;
    await sleep(lookEveryMs);
  }
}
