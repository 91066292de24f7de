import type { SendingNode } from './sending-node.ts';

const TICK_MS = 10;
const REPEAT_EVERY_MS = 1_000;
/** Samples of a node that are not committed, where as much is sent as the servers take. */
const WINDOW = 20;

/** Sends so many messages a second, the nodes in turn; returns how many were made. */
export function sendEvenly(
  nodes: readonly SendingNode[],
  of: { perSecond: number; seconds: number },
): Promise<number> {
  const begun = performance.now();
  let made = 0;
  return everyTick(() => {
    const elapsed = (performance.now() - begun) / 1_000;
    const due = Math.min(elapsed, of.seconds) * of.perSecond;
    for (; made < due; made++) nodes[made % nodes.length]?.send(Date.now());
    return elapsed >= of.seconds ? made : undefined;
  });
}

/** Keeps a window of each node full; returns how many were made. */
export function sendAsMuchAsIsTaken(nodes: readonly SendingNode[], seconds: number): Promise<number> {
  const begun = performance.now();
  let made = 0;
  return everyTick(() => {
    for (const node of nodes) for (; node.waiting < WINDOW; made++) node.send(Date.now());
    repeatDue(nodes);
    return performance.now() - begun >= seconds * 1_000 ? made : undefined;
  });
}

/** Sends again what is not acknowledged until all of it is; returns after how many milliseconds, undefined for never. */
export async function drained(nodes: readonly SendingNode[], withinMs: number): Promise<number | undefined> {
  const begun = performance.now();
  return everyTick(() => {
    const elapsed = performance.now() - begun;
    if (waitingOf(nodes) === 0) return elapsed;
    repeatDue(nodes);
    return elapsed > withinMs ? Number.POSITIVE_INFINITY : undefined;
  }).then((ms) => (Number.isFinite(ms) ? ms : undefined));
}

/** Samples of all nodes that are not acknowledged. */
export function waitingOf(nodes: readonly SendingNode[]): number {
  return nodes.reduce((sum, { waiting }) => sum + waiting, 0);
}

let repeatedAt = 0;

function repeatDue(nodes: readonly SendingNode[]): void {
  const now = Date.now();
  if (now - repeatedAt < REPEAT_EVERY_MS) return;
  repeatedAt = now;
  for (const node of nodes) node.repeat(now);
}

/** Calls until it returns a value. */
async function everyTick<T>(step: () => T | undefined): Promise<T> {
  for (;;) {
    const result = step();
    if (result !== undefined) return result;
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}
