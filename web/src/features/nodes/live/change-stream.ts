import type { LiveChange, LiveHub } from './live-hub.ts';

/** A commit is often followed by others of the same batch (samples, tunnels, presence): they are told together. */
export const SETTLE_MS = 30;

/** What a page is told: which kinds of change there were. */
export interface GatheredChanges {
  readonly kinds: readonly LiveChange['channel'][];
}

interface ChangeStreamOptions {
  concerns(change: LiveChange): boolean;
  readonly signal: AbortSignal;
  /** A page that is not told anything is given an empty list this often, so that its caller can do what is due. */
  readonly idleMs: number;
  /** Least time between two that are told. The first change after a calm is told at once. */
  readonly spacingMs: number;
}

/**
 * Changes that `concerns` lets through, gathered; ends with the signal. The first that is told is that anything may have
 * changed: what was read before somebody listened may miss something for good.
 */
export async function* changeStream(
  hub: Pick<LiveHub, 'subscribe'>,
  of: ChangeStreamOptions,
): AsyncGenerator<GatheredChanges> {
  const kinds = new Set<LiveChange['channel']>();
  let wake = () => {};
  const unsubscribe = await hub.subscribe((change) => {
    if (change.channel !== 'reconnected' && !of.concerns(change)) return;
    kinds.add(change.channel);
    wake();
  });
  const onAbort = () => wake();
  of.signal.addEventListener('abort', onAbort);
  // Only an abort ends this wait early.
  const pause = (ms: number) => untilWoken((wakeUp) => (wake = () => of.signal.aborted && wakeUp()), ms);
  try {
    yield { kinds: ['reconnected'] };
    while (!of.signal.aborted) {
      if (kinds.size === 0) await untilWoken((wakeUp) => (wake = wakeUp), of.idleMs);
      if (kinds.size > 0) await pause(SETTLE_MS);
      if (of.signal.aborted) return;
      const gathered = [...kinds];
      kinds.clear();
      yield { kinds: gathered };
      if (gathered.length > 0) await pause(of.spacingMs - SETTLE_MS);
    }
  } finally {
    of.signal.removeEventListener('abort', onAbort);
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
