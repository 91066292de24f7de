import type { Deadlines } from './deadlines.ts';
import { type NodePair, pairKey } from './direction/node-pair.ts';

/** Everything that becomes due. */
export type DcTimer =
  /** A session is 180 s old. */
  | { readonly kind: 'sessionEnd'; readonly localIndex: number }
  /** Our message 1 to a node is repeated or given up. */
  | { readonly kind: 'handshake'; readonly nodeId: string }
  /** A request of ours to a node is repeated or given up. */
  | { readonly kind: 'request'; readonly nodeId: string; readonly transaction: number }
  | { readonly kind: 'leaseEnd'; readonly nodeId: string }
  /** A changed lease is written behind. */
  | { readonly kind: 'leaseWrite'; readonly nodeId: string }
  /** A direction can no longer be joined; `pair` is the pair's key. */
  | { readonly kind: 'directionEnd'; readonly pair: string }
  /** The peers of a node could not be loaded: once more. */
  | { readonly kind: 'peersRetry'; readonly nodeId: string }
  /** A path that is in use could not be stored: once more. */
  | { readonly kind: 'pathRetry'; readonly pair: NodePair }
  /** The next nodes of a restart. */
  | { readonly kind: 'reconnect' };

/** Sets a timer, or moves it when it is set. */
export function armTimer(deadlines: Deadlines<DcTimer>, timer: DcTimer, at: number): void {
  deadlines.set(timerKey(timer), at, timer);
}

/** Ends a timer; one that is not set is none to end. */
export function cancelTimer(deadlines: Deadlines<DcTimer>, timer: DcTimer): void {
  deadlines.clear(timerKey(timer));
}

function timerKey(timer: DcTimer): string {
  switch (timer.kind) {
    case 'sessionEnd':
      return `${timer.kind} ${timer.localIndex}`;
    case 'request':
      return `${timer.kind} ${timer.nodeId} ${timer.transaction}`;
    case 'handshake':
    case 'leaseEnd':
    case 'leaseWrite':
    case 'peersRetry':
      return `${timer.kind} ${timer.nodeId}`;
    case 'directionEnd':
      return `${timer.kind} ${timer.pair}`;
    case 'pathRetry':
      return `${timer.kind} ${pairKey(timer.pair)}`;
    case 'reconnect':
      return timer.kind;
    default:
      return timer satisfies never;
  }
}
