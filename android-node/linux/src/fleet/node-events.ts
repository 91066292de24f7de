import type { CoordinatorStatus, NodeReport, TunnelStatus } from '@ntmobile/node-core';
import type { EventKind } from '@ntmobile/shared/fleet';

const LONGEST_TEXT = 200;

/** What an event says besides its time. */
export interface EventText {
  readonly kind: EventKind;
  readonly peer?: string;
  readonly text: string;
}

/** Tells which reports of the node are events, by comparing each with what it said before. */
export class NodeEvents {
  #coordinator: CoordinatorStatus['state'] = 'none';
  readonly #tunnels = new Map<string, Pick<TunnelStatus, 'state' | 'route'>>();

  /** The event that a report is, if any. */
  of(report: NodeReport): EventText | undefined {
    switch (report.kind) {
      case 'coordinatorChanged':
        return this.#coordinatorEvent(report.coordinator);
      case 'tunnelChanged':
        return this.#tunnelEvent(report.tunnel);
      case 'keyChangeRefused':
        return {
          kind: 'keyChangeRefused',
          peer: report.nodeId,
          text: eventText(`${report.name} came with another key, which nobody vouched for`),
        };
      case 'failed':
        return { kind: 'failed', text: eventText(`${report.what}: ${report.message}`) };
      case 'status':
      case 'coordinatorProven':
      case 'left':
        return undefined;
      default:
        return report satisfies never;
    }
  }

  #coordinatorEvent({ state, endpoint }: CoordinatorStatus): EventText | undefined {
    const before = this.#coordinator;
    this.#coordinator = state;
    if (state === before) return undefined;
    if (state === 'registered') {
      return {
        kind: 'coordinatorConnected',
        text: eventText(`registered at ${endpoint ?? 'a coordinator'}`),
      };
    }
    return before === 'registered' && state === 'connecting'
      ? { kind: 'coordinatorLost', text: 'the session with the coordinator ended' }
      : undefined;
  }

  #tunnelEvent({ nodeId, name, state, route, why }: TunnelStatus): EventText | undefined {
    if (nodeId === undefined) return undefined;
    const before = this.#tunnels.get(nodeId);
    this.#tunnels.set(nodeId, { state, ...(route !== undefined && { route }) });
    const text = eventText(`${name}: ${why}`);
    if (state === 'established' && before?.state !== 'established')
      return { kind: 'tunnelEstablished', peer: nodeId, text };
    if (state === 'established' && before?.route !== route)
      return { kind: 'routeChanged', peer: nodeId, text };
    if (state === 'idle' && before?.state === 'established')
      return { kind: 'tunnelClosed', peer: nodeId, text };
    if (state === 'noPath' && before?.state !== 'noPath') return { kind: 'tunnelFailed', peer: nodeId, text };
    return undefined;
  }
}

/** One line for people as an event carries it: without control characters and halves of characters, not too long. */
export function eventText(text: string): string {
  return text.slice(0, LONGEST_TEXT).replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}
