import { type Candidate, formatEndpoint, formatPathId, hexEncode } from '@ntmobile/shared';
import type { CounterName } from './counters.ts';
import type { Machines } from './machines.ts';
import type { NodeLink, NodeSession } from './session/node-link.ts';

/** A session as diagnosis shows it. */
export interface SessionStatus {
  readonly localIndex: number;
  readonly role: 'initiator' | 'responder';
  readonly establishedAt: number;
  readonly endpoint: string;
}

/** A link as diagnosis shows it. */
export interface LinkStatus {
  readonly nodeId: string;
  readonly current?: SessionStatus;
  readonly previous?: SessionStatus;
  readonly unconfirmed?: SessionStatus;
  readonly initiatingSince?: number;
  readonly queuedFrames: number;
  readonly waitingRequests: number;
}

/** A lease as diagnosis shows it. */
export interface LeaseStatus {
  readonly nodeId: string;
  readonly endpoint: string;
  readonly candidates: readonly string[];
  readonly bootId: string;
  /** Monotonic. */
  readonly expiresAt: number;
}

/** What a coordinator holds, without secrets. */
export interface CoordinatorStatus {
  readonly nodes: number;
  readonly leases: readonly LeaseStatus[];
  readonly links: readonly LinkStatus[];
  readonly directions: readonly {
    readonly initiator: string;
    readonly responder: string;
    readonly pathId: string;
  }[];
  readonly timers: number;
  readonly counters: Record<CounterName, number>;
}

/** Sizes and totals, without a word of any node: cheap enough for each second. */
export function coordinatorCounts({ services, links, leases, directions }: Machines): Record<string, number> {
  return {
    nodes: services.directory.size,
    leases: count(leases.all()),
    sessions: count(links.all(), ({ current }) => current !== undefined),
    directions: count(directions.open.all()),
    nodesWithPathsRead: directions.paths.nodesRead,
    ...services.counters.all(),
  };
}

function count<T>(all: Iterable<T>, holds: (one: T) => boolean = () => true): number {
  let found = 0;
  for (const one of all) if (holds(one)) found += 1;
  return found;
}

/** Reads the machines. */
export function coordinatorStatus(machines: Machines): CoordinatorStatus {
  const { services, links, leases, directions } = machines;
  return {
    nodes: services.directory.size,
    leases: [...leases.all()].map(({ nodeId, endpoint, candidates, bootId, expiresAt }) => ({
      nodeId,
      endpoint: formatEndpoint(endpoint),
      candidates: candidates.map(candidateText),
      bootId: hexEncode(bootId),
      expiresAt,
    })),
    links: [...links.all()].map((link) => linkStatus(machines, link)),
    directions: [...directions.open.all()].map(({ initiator, responder, pathId }) => ({
      initiator,
      responder,
      pathId: formatPathId(pathId),
    })),
    timers: services.deadlines.size,
    counters: services.counters.all(),
  };
}

function linkStatus({ requests }: Machines, link: NodeLink): LinkStatus {
  const { nodeId, current, previous, unconfirmed, outgoing, queue } = link;
  return {
    nodeId,
    ...(current !== undefined && { current: sessionStatus(current) }),
    ...(previous !== undefined && { previous: sessionStatus(previous) }),
    ...(unconfirmed !== undefined && { unconfirmed: sessionStatus(unconfirmed) }),
    ...(outgoing !== undefined && { initiatingSince: outgoing.startedAt }),
    queuedFrames: queue.length,
    waitingRequests: requests.purposes(nodeId).length,
  };
}

function sessionStatus({ localIndex, role, establishedAt, endpoint }: NodeSession): SessionStatus {
  return { localIndex, role, establishedAt, endpoint: formatEndpoint(endpoint) };
}

function candidateText({ source, network, endpoint }: Candidate): string {
  return `${source} ${network} ${formatEndpoint(endpoint)}`;
}
