import type { CoordinatorStatus, NodeReport, NodeStatus, RouteKind, TunnelStatus } from '@ntmobile/node-core';

const ROUTE_WORDS: Readonly<Record<RouteKind, string>> = {
  sameLan: 'direct, same LAN',
  directV6: 'direct over IPv6',
  directV4: 'direct over IPv4',
  stock: 'WireGuard peer',
};

/** A route for a person. */
export function routeWords(route: RouteKind): string {
  return ROUTE_WORDS[route];
}

/** Says in one line what a person running a node cares about, once for each change; undefined for all else. */
export class EventWords {
  readonly #status: () => NodeStatus;
  #coordinator: CoordinatorStatus['state'] = 'none';

  /** `status` is asked for the names that a report does not carry. */
  constructor(status: () => NodeStatus) {
    this.#status = status;
  }

  lineOf(report: NodeReport): string | undefined {
    switch (report.kind) {
      case 'coordinatorChanged':
        return this.#coordinatorLine(report.coordinator);
      case 'tunnelChanged':
        return tunnelLine(report.tunnel);
      case 'keyChangeRefused':
        return (
          `${report.name} (${report.nodeId}) shows another key than before and is refused: ` +
          'ask whoever runs it, then delete and enrol that node again in the console'
        );
      case 'failed':
        return `the ${report.what === 'tun' ? 'interface' : report.what} failed: ${report.message}`;
      case 'status':
      case 'coordinatorProven':
      case 'left':
        return undefined;
      default:
        return report satisfies never;
    }
  }

  #coordinatorLine({ state, endpoint }: CoordinatorStatus): string | undefined {
    const before = this.#coordinator;
    this.#coordinator = state;
    if (state === before) return undefined;
    switch (state) {
      case 'registered': {
        const { name, virtualAddresses } = this.#status();
        return `registered as ${name} with ${virtualAddresses.join(' and ')} at ${endpoint}`;
      }
      case 'connecting':
        return before === 'none'
          ? 'looking for the coordinator'
          : 'the coordinator does not answer: tunnels go on, new ones wait';
      case 'none':
      case 'connected':
        return undefined;
      default:
        return state satisfies never;
    }
  }
}

function tunnelLine(tunnel: TunnelStatus): string | undefined {
  const { name, state, route, endpoint, why } = tunnel;
  switch (state) {
    case 'established':
      return `tunnel to ${name}: ${route ? routeWords(route) : 'up'}, via ${endpoint} (${why})`;
    case 'noPath':
      return `no tunnel to ${name}: ${why}`;
    case 'idle':
      return `tunnel to ${name} ended: ${why}`;
    case 'connecting':
      return undefined;
    default:
      return state satisfies never;
  }
}
