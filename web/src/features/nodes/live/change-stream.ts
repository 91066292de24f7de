import type { LiveChange, LiveHub } from './live-hub.ts';

/** How long changes are gathered before a page is told: it is told at most this often. */
export const GATHER_MS = 1_000;

/** What a page is told: which kinds of change there were. */
export interface GatheredChanges {
  readonly kinds: readonly LiveChange['channel'][];
}

/**
 * Changes that `concerns` lets through, gathered; ends with the signal. A page that is not told anything is
 * given an empty list every `idleMs`, so that its caller can do what is due.
 */
export async function* changeStream(
  hub: Pick<LiveHub, 'subscribe'>,
  of: { concerns(change: LiveChange): boolean; signal: AbortSignal; idleMs: number },
): AsyncGenerator<GatheredChanges> {
  const kinds = new Set<LiveChange['channel']>();
  let wake = () => {};
  const unsubscribe = await hub.subscribe((change) => {
    if (change.channel !== 'reconnected' && !of.concerns(change)) return;
    kinds.add(change.channel);
    wake();
  });
  of.signal.addEventListener('abort', () => wake());
  try {
    while (!of.signal.aborted) {
      if (kinds.size === 0) await untilWoken((wakeUp) => (wake = wakeUp), of.idleMs);
      if (of.signal.aborted) return;
      const gathered = [...kinds];
      kinds.clear();
      yield { kinds: gathered };
      if (gathered.length > 0) await untilWoken(() => {}, GATHER_MS);
    }
  } finally {
    unsubscribe();
  }
}

function untilWoken(register: (wake: () => void) => void, atMostMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, atMostMs);
    register(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
