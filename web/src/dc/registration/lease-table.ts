import {
  bytesEqual,
  type Candidate,
  type Capabilities,
  candidatesEqual,
  type Endpoint,
  endpointEquals,
  formatEndpoint,
  parseEndpoint,
} from '@ntmobile/shared';
import type { DcServices } from '../services.ts';
import { armTimer, cancelTimer } from '../timer.ts';
import { TIMING } from '../timing.ts';
import { admissibleCandidates } from './admissible-candidates.ts';
import type { Lease } from './lease.ts';

/** What a node said when it registered. */
export interface RegisteredFacts {
  readonly candidates: readonly Candidate[];
  readonly capabilities: Capabilities;
  readonly bootId: Uint8Array;
  readonly agent: string;
}

/** The same with the number of the request that says it. */
export interface Registration extends RegisteredFacts {
  readonly transaction: number;
}

/** A lease in force. */
export interface LiveLease extends RegisteredFacts {
  readonly nodeId: string;
  readonly endpoint: Endpoint;
  /** Transaction of the request that said the candidates: they rise while a node runs. Unknown of a restored lease. */
  readonly saidIn: number | undefined;
  /** Unix milliseconds. */
  readonly registeredAt: number;
  /** Monotonic. */
  readonly expiresAt: number;
  /** Expiry that the store knows, monotonic. */
  readonly storedUntil: number;
}

/** Where the registered nodes are. A registration is stored at once, what changes later within a second. */
export class LeaseTable {
  readonly #services: DcServices;
  readonly #leases = new Map<string, LiveLease>();

  constructor(services: DcServices) {
    this.#services = services;
  }

  all(): IterableIterator<LiveLease> {
    return this.#leases.values();
  }

  find(nodeId: string): LiveLease | undefined {
    return this.#leases.get(nodeId);
  }

  /** Takes a stored lease over after a start; false when it has expired. */
  restore(lease: Lease, now: number): boolean {
    const stored = this.#services.clock.monotonic(lease.expiresAt);
    if (stored <= now) return false;
    // The wall clock may have been ahead when it was stored: no lease has more left than a new one.
    const expiresAt = Math.min(stored, now + TIMING.lease);
    const endpoint = parseEndpoint(lease.endpoint);
    this.#put({ ...lease, endpoint, saidIn: undefined, expiresAt, storedUntil: expiresAt });
    return true;
  }

  /** A new lease, or the node's one with what it says now; candidates of a later request stay. */
  register(nodeId: string, { transaction, ...facts }: Registration, source: Endpoint, now: number): void {
    const expiresAt = now + TIMING.lease;
    const known = this.#leases.get(nodeId);
    const isOld =
      known !== undefined && bytesEqual(known.bootId, facts.bootId) && wasSaid(transaction, known);
    const candidates = this.#admitted(isOld ? known.candidates : facts.candidates, source);
    const saidIn = isOld ? known.saidIn : transaction;
    const registeredAt = this.#services.clock.at(now);
    this.#put({
      ...facts,
      nodeId,
      endpoint: source,
      candidates,
      saidIn,
      registeredAt,
      expiresAt,
      storedUntil: expiresAt,
    });
    this.#store(nodeId);
  }

  /** The node is there: its lease begins anew. False when it has none. */
  extend(nodeId: string, now: number): boolean {
    const lease = this.#leases.get(nodeId);
    if (lease === undefined) return false;
    this.#put({ ...lease, expiresAt: now + TIMING.lease });
    if (lease.storedUntil - now < TIMING.leaseRefreshBelow) this.#writeSoon(nodeId, now);
    return true;
  }

  /** The newest authentic packet of the node came from here. */
  heardFrom(nodeId: string, source: Endpoint, now: number): void {
    const lease = this.#leases.get(nodeId);
    if (lease === undefined || endpointEquals(lease.endpoint, source)) return;
    const candidates = this.#admitted(lease.candidates, source);
    this.#leases.set(nodeId, { ...lease, endpoint: source, candidates });
    this.#writeSoon(nodeId, now);
  }

  /** The node's candidates when it made this request. */
  candidatesSaid(
    nodeId: string,
    { transaction, candidates: said }: Pick<Registration, 'transaction' | 'candidates'>,
    now: number,
  ): void {
    const lease = this.#leases.get(nodeId);
    if (lease === undefined || wasSaid(transaction, lease)) return;
    const candidates = this.#admitted(said, lease.endpoint);
    this.#leases.set(nodeId, { ...lease, candidates, saidIn: transaction });
    if (candidatesEqual(candidates, lease.candidates)) return;
    this.#writeSoon(nodeId, now);
  }

  /** Ends a node's lease; false when it has none. */
  drop(nodeId: string): boolean {
    if (!this.#leases.delete(nodeId)) return false;
    cancelTimer(this.#services.deadlines, { kind: 'leaseEnd', nodeId });
    cancelTimer(this.#services.deadlines, { kind: 'leaseWrite', nodeId });
    this.#services.outputs.emit({ kind: 'dropLease', nodeId });
    return true;
  }

  /** The `leaseWrite` timer of a node. */
  writeDue(nodeId: string): void {
    this.#store(nodeId);
  }

  /** The store did not take this node's lease. */
  storeFailed(nodeId: string, now: number): void {
    if (this.#leases.has(nodeId)) this.#writeSoon(nodeId, now);
  }

  #admitted(said: readonly Candidate[], observed: Endpoint): readonly Candidate[] {
    const { allowedTestPrefixes, realm, counters } = this.#services;
    const rules = { allowedTestPrefixes, realmPrefixes: realm.prefixes };
    const { candidates, refused } = admissibleCandidates(said, observed, rules);
    counters.add('refusedCandidates', refused.length);
    return candidates;
  }

  #put(lease: LiveLease): void {
    const { nodeId } = lease;
    this.#leases.set(nodeId, lease);
    armTimer(this.#services.deadlines, { kind: 'leaseEnd', nodeId }, lease.expiresAt);
  }

  #writeSoon(nodeId: string, now: number): void {
    armTimer(this.#services.deadlines, { kind: 'leaseWrite', nodeId }, now + TIMING.leaseWriteBehind);
  }

  #store(nodeId: string): void {
    const lease = this.#leases.get(nodeId);
    if (lease === undefined) return;
    cancelTimer(this.#services.deadlines, { kind: 'leaseWrite', nodeId });
    this.#leases.set(nodeId, { ...lease, storedUntil: lease.expiresAt });
    const { candidates, capabilities, bootId, agent, registeredAt } = lease;
    const endpoint = formatEndpoint(lease.endpoint);
    const expiresAt = Math.round(this.#services.clock.at(lease.expiresAt));
    const stored = {
      nodeId,
      endpoint,
      candidates,
      capabilities,
      bootId,
      agent,
      registeredAt,
      expiresAt,
    };
    this.#services.outputs.emit({ kind: 'saveLease', lease: stored });
  }
}

/** True when a later request of the same start has said the candidates already. */
function wasSaid(transaction: number, { saidIn }: LiveLease): boolean {
  return saidIn !== undefined && (transaction - saidIn) >>> 0 >= 2 ** 31;
}
