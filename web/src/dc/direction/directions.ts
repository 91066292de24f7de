import {
  bytesEqual,
  type DirectedNode,
  type DirectionOutcome,
  type DirectionRequest,
  type DirectionRole,
  type PathId,
  parseNodeId,
} from '@ntmobile/shared';
import type { NodeProfile } from '../directory/node-profile.ts';
import type { LeaseTable } from '../registration/lease-table.ts';
import type { NodeRecords } from '../registration/node-records.ts';
import type { DcServices } from '../services.ts';
import { TIMING } from '../timing.ts';
import type { OwnRequests, RequestEnd, RequestPurpose } from '../transaction/own-requests.ts';
import { checkAccess } from './access.ts';
import { DenialLog } from './denial-log.ts';
import { nodeOfTarget } from './direction-target.ts';
import { type NodePair, nodePair, pairKey } from './node-pair.ts';
import { type OpenDirection, OpenDirections } from './open-directions.ts';
import { PathTable } from './path-table.ts';

/** A request that waits for the path of its pair. */
interface WaitingRequest {
  readonly asker: string;
  readonly target: string;
  readonly respond: (outcome: DirectionOutcome) => void;
}

/** What directions need of the rest. */
export interface DirectionParts {
  readonly leases: LeaseTable;
  readonly records: NodeRecords;
  readonly requests: OwnRequests;
}

/** Directs two nodes to each other: access, path, the open direction of the pair, a RouteDirection to both. */
export class Directions {
  readonly open: OpenDirections;
  readonly paths: PathTable<WaitingRequest>;
  readonly #services: DcServices;
  readonly #parts: DirectionParts;
  readonly #denials: DenialLog;

  constructor(services: DcServices, parts: DirectionParts) {
    this.#services = services;
    this.#parts = parts;
    this.open = new OpenDirections(services);
    this.paths = new PathTable(services);
    this.#denials = new DenialLog(services);
  }

  /** A registered node asks; `respond` is called once, at once or when the store has named the path. */
  requested(
    asker: NodeProfile,
    request: DirectionRequest,
    respond: (outcome: DirectionOutcome) => void,
    now: number,
  ): void {
    const target = this.#visibleTarget(asker, request, now);
    if (target === undefined) respond({ kind: 'noSuchName' });
    else if (this.#parts.leases.find(target.id) === undefined) {
      this.#services.counters.add('directionsOffline');
      respond({ kind: 'offline', node: directedNode(target) });
    } else if (request.lookup || target.id === asker.id)
      respond({ kind: 'accepted', node: directedNode(target) });
    else this.#direct(asker, target, respond, now);
  }

  /** The store's answer to `storePath`. */
  pathStored(pair: NodePair, pathId: PathId, now: number): void {
    for (const { asker, target, respond } of this.paths.stored(pair, pathId)) {
      const node = this.#services.directory.byId(target);
      const present = [asker, target].every((id) => this.#parts.leases.find(id) !== undefined);
      if (node?.standing !== 'admitted') respond({ kind: 'noSuchName' });
      else if (!present) respond({ kind: 'offline', node: directedNode(node) });
      else this.#openOrJoin({ asker, target: node, pathId, respond }, now);
    }
  }

  /** The store did not do `storePath`. */
  pathFailed(pair: NodePair, now: number): void {
    for (const { respond } of this.paths.failed(pair, now)) respond(BUSY);
  }

  /** A RouteDirection ended; without the responder there is no tunnel, which the initiator is told. */
  requestEnded(
    nodeId: string,
    purpose: Extract<RequestPurpose, { kind: 'direction' }>,
    end: RequestEnd,
    now: number,
  ): void {
    const direction = this.open.find(purpose.pair);
    if (end === 'answered' || direction === undefined) return;
    if (direction.responder !== nodeId || !bytesEqual(direction.pathKey, purpose.pathKey)) return;
    this.#endAsOffline(direction, direction.initiator, now);
  }

  /** A node is not registered any more: who is being directed to it need not wait. */
  nodeGone(nodeId: string, now: number): void {
    this.paths.leaseEnded(nodeId);
    for (const direction of this.open.of(nodeId)) {
      const { initiator, responder } = direction;
      this.#endAsOffline(direction, initiator === nodeId ? responder : initiator, now);
    }
  }

  #endAsOffline({ pair, pathId }: OpenDirection, told: string, now: number): void {
    this.open.close(pair);
    const target = { kind: 'path', pathId } as const;
    const withdrawal = { kind: 'routeWithdrawal', target, reason: 'offline' } as const;
    this.#parts.requests.start(told, withdrawal, { kind: 'offline' }, now);
  }

  /** The node that is asked for, unless the asker must not know of it. */
  #visibleTarget(asker: NodeProfile, request: DirectionRequest, now: number): NodeProfile | undefined {
    const { directory, realm } = this.#services;
    const target = nodeOfTarget(request.target, directory, realm.domain);
    if (target === undefined) return undefined;
    const verdict = checkAccess(asker, target);
    if (verdict.allowed) return target;
    this.#denials.denied(asker.id, target.id, verdict.reason, now);
    return undefined;
  }

  #direct(
    asker: NodeProfile,
    target: NodeProfile,
    respond: (outcome: DirectionOutcome) => void,
    now: number,
  ): void {
    const pair = nodePair(asker.id, target.id);
    if (this.open.find(pairKey(pair)) === undefined && this.open.isBusy(asker.id)) {
      respond(BUSY);
      return;
    }
    const pathId = this.paths.find(pair);
    if (pathId === undefined) this.paths.ask(pair, { asker: asker.id, target: target.id, respond });
    else this.#openOrJoin({ asker: asker.id, target, pathId, respond }, now);
  }

  #openOrJoin(
    {
      asker,
      target,
      pathId,
      respond,
    }: Omit<WaitingRequest, 'target'> & { readonly target: NodeProfile; readonly pathId: PathId },
    now: number,
  ): void {
    const joined = this.open.find(pairKey(nodePair(asker, target.id)));
    respond({ kind: 'accepted', node: directedNode(target) });
    if (joined !== undefined) {
      this.#services.counters.add('directionsJoined');
      if (!this.#parts.requests.repeatDirection(asker, joined.pair)) this.#tell(joined, asker, now);
      return;
    }
    this.#services.counters.add('directionsOpened');
    const opened = this.open.open(asker, target.id, pathId, now);
    this.#tell(opened, opened.initiator, now);
    this.#tell(opened, opened.responder, now);
  }

  /** RouteDirection to one side, about the other. */
  #tell(direction: OpenDirection, nodeId: string, now: number): void {
    const role: DirectionRole = nodeId === direction.initiator ? 'initiator' : 'responder';
    const peerId = role === 'initiator' ? direction.responder : direction.initiator;
    const peer = this.#services.directory.byId(peerId);
    const lease = this.#parts.leases.find(peerId);
    if (peer === undefined || lease === undefined) return;
    const { pair, pathId, pathKey } = direction;
    this.#parts.requests.start(
      nodeId,
      {
        kind: 'routeDirection',
        pathId,
        role,
        record: this.#parts.records.recordOf(peer, now),
        candidates: lease.candidates,
        pathKey,
        allowedPrefixes: peer.prefixes,
        capabilities: lease.capabilities,
        homeRelay: [],
      },
      { kind: 'direction', pair, pathKey },
      now,
    );
  }
}

const BUSY: DirectionOutcome = { kind: 'busy', retryAfterMs: TIMING.busyRetry };

function directedNode({ id, name, addresses }: NodeProfile): DirectedNode {
  return { nodeId: parseNodeId(id), name, addresses };
}
