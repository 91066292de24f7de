import { uptime } from 'node:os';
import { performance } from 'node:perf_hooks';

/**
 * Monotonic milliseconds that keep counting while the machine sleeps. The engine's own clock stops in suspend;
 * the system's uptime does not, but is coarse, so it only tells how much was slept.
 */
export function createBootClock(
  running: () => number = () => performance.now(),
  sinceBoot: () => number = () => uptime() * 1000,
): () => number {
  const offset = sinceBoot() - running();
  let slept = 0;
  return () => {
    const ahead = sinceBoot() - running() - offset - slept;
    // Below two seconds it may be the uptime's rounding.
    if (ahead > 2000) slept += ahead;
    return running() + offset + slept;
  };
}
