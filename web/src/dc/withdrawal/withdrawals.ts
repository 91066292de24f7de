import { parseNodeId, type WithdrawalReason } from '@ntmobile/shared';
import type { NodePair } from '../direction/node-pair.ts';
import type { NodeProfile } from '../directory/node-profile.ts';
import type { LeaseTable } from '../registration/lease-table.ts';
import type { DcServices } from '../services.ts';
import { armTimer } from '../timer.ts';
import { TIMING } from '../timing.ts';
import type { OwnRequests, RequestEnd } from '../transaction/own-requests.ts';

/**
 * Tells nodes whom they may no longer reach. What a node has not answered is owed to it while it has a lease; a node
 * that registers is told of all its former peers, for it may have been away when they were withdrawn.
 */
export class Withdrawals {
  readonly #services: DcServices;
  readonly #leases: LeaseTable;
  readonly #requests: OwnRequests;
  /** For each node whom it is owed the withdrawal of, and whether that is under way. */
  readonly #owed = new Map<string, Map<string, boolean>>();
  readonly #reviewed = new Set<string>();

  constructor(services: DcServices, parts: { readonly leases: LeaseTable; readonly requests: OwnRequests }) {
    this.#services = services;
    this.#leases = parts.leases;
    this.#requests = parts.requests;
  }

  /** A node may no longer take part: whoever shares a path with it is to know. */
  revoked(nodeId: string): void {
    this.#services.outputs.emit({ kind: 'loadPeers', nodeId });
  }

  /** A registered node is there: what it is owed goes out, and once for each lease its peers are looked through. */
  heardFrom(nodeId: string, now: number): void {
    if (this.#leases.find(nodeId) === undefined) return;
    for (const subject of this.#owed.get(nodeId)?.keys() ?? []) this.#tell(nodeId, subject, now);
    if (this.#reviewed.has(nodeId)) return;
    this.#reviewed.add(nodeId);
    this.#services.outputs.emit({ kind: 'loadPeers', nodeId });
  }

  /** The store's answer to `loadPeers`. */
  peersLoaded(nodeId: string, peers: readonly string[], now: number): void {
    const { directory } = this.#services;
    if (withdrawalReason(directory.byId(nodeId)) !== undefined) {
      for (const peer of peers) this.#owe(peer, nodeId, now);
      return;
    }
    for (const peer of peers)
      if (withdrawalReason(directory.byId(peer)) !== undefined) this.#owe(nodeId, peer, now);
  }

  /** A path is stored, maybe after the peers of one of its nodes were read: who may not be reached is owed too. */
  pathStored({ low, high }: NodePair, now: number): void {
    this.peersLoaded(low, [high], now);
  }

  /** The store did not do `loadPeers`. */
  peersFailed(nodeId: string, now: number): void {
    armTimer(this.#services.deadlines, { kind: 'peersRetry', nodeId }, now + TIMING.storeRetry);
  }

  /** The `peersRetry` timer of a node. */
  retryDue(nodeId: string): void {
    this.#services.outputs.emit({ kind: 'loadPeers', nodeId });
  }

  /** A RouteWithdrawal to a node ended. */
  requestEnded(nodeId: string, subject: string, end: RequestEnd): void {
    const owed = this.#owed.get(nodeId);
    if (end !== 'unanswered') this.#settle(nodeId, subject);
    else if (owed?.has(subject)) owed.set(subject, false);
  }

  /** The node's lease ended: at the next one all its peers are looked through. */
  leaseEnded(nodeId: string): void {
    this.#owed.delete(nodeId);
    this.#reviewed.delete(nodeId);
  }

  #owe(nodeId: string, subject: string, now: number): void {
    if (this.#leases.find(nodeId) === undefined) return;
    const owed = this.#owed.get(nodeId) ?? new Map<string, boolean>();
    if (!owed.has(subject)) this.#owed.set(nodeId, owed.set(subject, false));
    this.#tell(nodeId, subject, now);
  }

  #tell(nodeId: string, subject: string, now: number): void {
    const reason = withdrawalReason(this.#services.directory.byId(subject));
    if (reason === undefined) {
      this.#settle(nodeId, subject);
      return;
    }
    const owed = this.#owed.get(nodeId);
    if (owed === undefined || owed.get(subject)) return;
    owed.set(subject, true);
    const target = { kind: 'node', nodeId: parseNodeId(subject) } as const;
    this.#requests.start(
      nodeId,
      { kind: 'routeWithdrawal', target, reason },
      { kind: 'withdrawal', subject },
      now,
    );
  }

  #settle(nodeId: string, subject: string): void {
    const owed = this.#owed.get(nodeId);
    owed?.delete(subject);
    if (owed?.size === 0) this.#owed.delete(nodeId);
  }
}

/** Why nobody may reach this node; undefined for an admitted one. A node that is not known was deleted. */
export function withdrawalReason(profile: NodeProfile | undefined): WithdrawalReason | undefined {
  switch (profile?.standing) {
    case 'admitted':
      return undefined;
    case 'pending':
    case 'suspended':
      return 'revoked';
    case 'deleted':
    case undefined:
      return 'deleted';
  }
}
