import type { Timer } from '../timing/timer-table.ts';
import type { Machines } from './machines.ts';

/** Hands a timer that is due to its machine. */
export function dispatchTimer(machines: Machines, timer: Timer, now: number): void {
  const { stock, tunnels, coordinator, directions, dns } = machines;
  const { name, key } = timer;
  switch (name) {
    case 'stockHandshake':
      stock.handshakeTimerDue(Number(key), now);
      return;
    case 'stockKeepalive':
      stock.keepaliveTimerDue(Number(key), now);
      return;
    case 'dcHandshake':
      coordinator.link.handshakeDue(now);
      return;
    case 'dcConfirmation':
      coordinator.link.confirmationDue(now);
      return;
    case 'dcCopy':
      coordinator.link.handshakeCopyDue(now);
      return;
    case 'dcRekey':
      coordinator.link.rekeyDue(now);
      return;
    case 'dcSessionEnd':
      coordinator.link.sessionEnded(Number(key), now);
      return;
    case 'transaction':
      coordinator.transactions.due(Number(key), now);
      return;
    case 'answerMemory':
      coordinator.answers.expired(Number(key));
      return;
    case 'keepAlive':
      coordinator.keepAliveDue(now);
      return;
    case 'tunnelHandshake':
      tunnels.handshakeTimerDue(Number(key), now);
      return;
    case 'tunnelResponderStart':
      tunnels.responderStartDue(Number(key), now);
      return;
    case 'tunnelAnswerMemory':
      tunnels.answerMemoryExpired(key);
      return;
    case 'sessionHello':
      tunnels.helloDue(Number(key), now);
      return;
    case 'mtuProbe':
      tunnels.probeDue(Number(key), now);
      return;
    case 'tunnelForgotten':
      tunnels.forgottenDue(Number(key), now);
      return;
    case 'earlyInitiation':
      tunnels.earlyInitiationExpired(key);
      return;
    case 'direction':
      directions.deadlineReached(key, now);
      return;
    case 'directionRetry':
      directions.retryDue(key, now);
      return;
    case 'dnsUpstream':
      dns.upstreamExpired(Number(key));
      return;
    default:
      name satisfies never;
  }
}
