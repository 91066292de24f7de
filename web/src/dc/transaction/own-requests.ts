import { encodeFrame, type RouteDirection, type RouteWithdrawal } from '@ntmobile/shared';
import type { DcServices } from '../services.ts';
import type { Outbox } from '../session/outbox.ts';
import { armTimer, cancelTimer } from '../timer.ts';
import { TIMING } from '../timing.ts';

/** A request of the coordinator; its number is drawn when it is sent. */
export type OwnRequestFrame = Omit<RouteDirection, 'transaction'> | Omit<RouteWithdrawal, 'transaction'>;

/** Why a request was made: what its answer, or its absence, is about. */
export type RequestPurpose =
  /** A RouteDirection of the pair with this key. */
  | { readonly kind: 'direction'; readonly pair: string; readonly pathKey: Uint8Array }
  /** A RouteWithdrawal because a node may no longer be reached. */
  | { readonly kind: 'withdrawal'; readonly subject: string }
  /** A RouteWithdrawal because the peer did not answer. */
  | { readonly kind: 'offline' };

/** How a request ended. */
export type RequestEnd = 'answered' | 'refused' | 'unanswered';

interface Pending {
  readonly kind: OwnRequestFrame['kind'];
  readonly frame: Uint8Array;
  readonly purpose: RequestPurpose;
  readonly startedAt: number;
  readonly repeats: number;
}

interface Numbered {
  last: number;
  readonly pending: Map<number, Pending>;
}

/** Requests to nodes, repeated after 0.25, 0.5, 1 and 2 s and given up at 3 s. */
export class OwnRequests {
  readonly #services: DcServices;
  readonly #outbox: Outbox;
  readonly #ended: (nodeId: string, purpose: RequestPurpose, end: RequestEnd, now: number) => void;
  readonly #byNode = new Map<string, Numbered>();

  constructor(
    services: DcServices,
    outbox: Outbox,
    ended: (nodeId: string, purpose: RequestPurpose, end: RequestEnd, now: number) => void,
  ) {
    this.#services = services;
    this.#outbox = outbox;
    this.#ended = ended;
  }

  /** Sends a request once: whoever it goes to is cut off then, and no answer is heard. */
  startLast(nodeId: string, request: OwnRequestFrame, now: number): void {
    const numbered = this.#nextNumber(nodeId, now);
    this.#outbox.sendLast(nodeId, encodeFrame({ ...request, transaction: numbered.last }), now);
  }

  /** Sends a request for the first time. */
  start(nodeId: string, request: OwnRequestFrame, purpose: RequestPurpose, now: number): void {
    const numbered = this.#nextNumber(nodeId, now);
    const frame = encodeFrame({ ...request, transaction: numbered.last });
    const pending = { kind: request.kind, frame, purpose, startedAt: now, repeats: 0 };
    this.#send(nodeId, numbered.last, pending);
  }

  /** Sends the waiting RouteDirection of a pair once more; false when none waits. */
  repeatDirection(nodeId: string, pair: string): boolean {
    for (const { purpose, frame } of this.#byNode.get(nodeId)?.pending.values() ?? []) {
      if (purpose.kind !== 'direction' || purpose.pair !== pair) continue;
      this.#outbox.put(nodeId, frame);
      return true;
    }
    return false;
  }

  /** The purposes of all requests to a node that wait for an answer. */
  purposes(nodeId: string): readonly RequestPurpose[] {
    return [...(this.#byNode.get(nodeId)?.pending.values() ?? [])].map(({ purpose }) => purpose);
  }

  /** An answer came; false when no request of that kind and number waits for it. */
  answered(nodeId: string, transaction: number, kind: OwnRequestFrame['kind'], now: number): boolean {
    const pending = this.#byNode.get(nodeId)?.pending.get(transaction);
    if (pending?.kind !== kind) return false;
    this.#end(nodeId, transaction, 'answered', now);
    return true;
  }

  /** The node answered with an error; false when no request of that number waits. */
  refused(nodeId: string, transaction: number, now: number): boolean {
    return this.#end(nodeId, transaction, 'refused', now);
  }

  /** The `request` timer. */
  due(nodeId: string, transaction: number, now: number): void {
    const pending = this.#byNode.get(nodeId)?.pending.get(transaction);
    if (pending === undefined) return;
    if (pending.repeats < TIMING.requestRepeats.length) {
      this.#send(nodeId, transaction, { ...pending, repeats: pending.repeats + 1 });
      return;
    }
    this.#services.counters.add('requestsUnanswered');
    this.#end(nodeId, transaction, 'unanswered', now);
  }

  /** Ends all requests to a node without a word; its numbers go on rising. */
  forget(nodeId: string): void {
    const pending = this.#byNode.get(nodeId)?.pending;
    if (pending === undefined) return;
    for (const transaction of pending.keys()) this.#cancelTimer(nodeId, transaction);
    pending.clear();
  }

  #end(nodeId: string, transaction: number, end: RequestEnd, now: number): boolean {
    const numbered = this.#byNode.get(nodeId);
    const pending = numbered?.pending.get(transaction);
    if (numbered === undefined || pending === undefined) return false;
    numbered.pending.delete(transaction);
    this.#cancelTimer(nodeId, transaction);
    this.#ended(nodeId, pending.purpose, end, now);
    return true;
  }

  #send(nodeId: string, transaction: number, pending: Pending): void {
    this.#byNode.get(nodeId)?.pending.set(transaction, pending);
    const next = TIMING.requestRepeats[pending.repeats] ?? TIMING.requestGivenUpAfter;
    const timer = { kind: 'request', nodeId, transaction } as const;
    armTimer(this.#services.deadlines, timer, pending.startedAt + next);
    this.#outbox.put(nodeId, pending.frame);
  }

  #nextNumber(nodeId: string, now: number): Numbered {
    const numbered = this.#numbered(nodeId, now);
    numbered.last = (numbered.last + 1) >>> 0;
    return numbered;
  }

  /** Numbers begin at the wall clock's milliseconds: those of a restarted coordinator are above the ones before. */
  #numbered(nodeId: string, now: number): Numbered {
    const known = this.#byNode.get(nodeId);
    if (known !== undefined) return known;
    const numbered = { last: this.#services.clock.at(now) >>> 0, pending: new Map<number, Pending>() };
    this.#byNode.set(nodeId, numbered);
    return numbered;
  }

  #cancelTimer(nodeId: string, transaction: number): void {
    cancelTimer(this.#services.deadlines, { kind: 'request', nodeId, transaction });
  }
}
