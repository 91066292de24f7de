import { endLease, type Machines } from './machines.ts';
import type { DcTimer } from './timer.ts';

/** Hands a timer that is due to its machine. */
export function dispatchTimer(machines: Machines, timer: DcTimer, now: number): void {
  const { links, outgoing, requests, leases, directions, withdrawals, reconnects } = machines;
  switch (timer.kind) {
    case 'sessionEnd':
      links.sessionEndDue(timer.localIndex);
      return;
    case 'handshake':
      outgoing.due(timer.nodeId, now);
      return;
    case 'request':
      requests.due(timer.nodeId, timer.transaction, now);
      return;
    case 'leaseEnd':
      endLease(machines, timer.nodeId, now);
      return;
    case 'leaseWrite':
      leases.writeDue(timer.nodeId);
      return;
    case 'directionEnd':
      directions.open.close(timer.pair);
      return;
    case 'peersRetry':
      withdrawals.retryDue(timer.nodeId);
      return;
    case 'pathRetry':
      directions.paths.retryDue(timer.pair);
      return;
    case 'reconnect':
      reconnects.due(now);
      return;
    default:
      timer satisfies never;
  }
}
