import { setTimeout as sleep } from 'node:timers/promises';

/** Work that is tried: this much time of a processor. */
const TRIED_MS = 40;
/** A moment is calm in which that work takes hardly longer than it takes of a processor. */
const MOST_RATIO = 1.25;
const LOOKS_EVERY_MS = 400;

/** Waits until the machine does little else, at most `withinMs`: figures of a page would be those of its neighbours. */
export async function calmMoment(withinMs: number): Promise<void> {
  const until = performance.now() + withinMs;
  while (slowdown() > MOST_RATIO && performance.now() < until) await sleep(LOOKS_EVERY_MS);
}

/** How many times as long as it takes of a processor some work takes now. */
function slowdown(): number {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  let milliseconds = 0;
  while (milliseconds < TRIED_MS) {
    const { user, system } = process.cpuUsage(used);
    milliseconds = (user + system) / 1_000;
  }
  return (performance.now() - begun) / milliseconds;
}
