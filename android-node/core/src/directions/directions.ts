import {
  type DirectionOutcome,
  type DirectionResponse,
  type DirectionTarget,
  formatIpAddress,
  type IpAddress,
} from '@ntmobile/shared';
import type { TimerTable } from '../timing/timer-table.ts';

/** A query is answered within this time, whatever happens. */
const ANSWERED_WITHIN_MS = 2_000;

/** What a request ends with; `unreachable`: no coordinator answered, or it would not. */
export type DirectionEnd = DirectionOutcome | { readonly kind: 'unreachable' };

interface PendingDirection {
  readonly target: DirectionTarget;
  readonly lookup: boolean;
  readonly transaction: number;
  readonly queries: readonly number[];
  /** The address whose packet started this, if one did. */
  readonly missed: IpAddress | undefined;
  readonly deadline: number;
}

/** What directions need of the rest of the node. */
export interface DirectionEvents {
  /** Sends the request; returns its transaction number. */
  request(target: DirectionTarget, lookup: boolean, now: number): number;
  abandon(transaction: number): void;
  /** Ends the named DNS queries. */
  queriesEnded(queries: readonly number[], end: DirectionEnd, now: number): void;
  /** Ends the wait of packets to this address. */
  missEnded(address: IpAddress, end: DirectionEnd): void;
}

/** Requests for directions under way: one for each name or address, shared by all who wait for it. */
export class Directions {
  readonly #timers: TimerTable;
  readonly #events: DirectionEvents;
  readonly #pending = new Map<string, PendingDirection>();

  constructor(timers: TimerTable, events: DirectionEvents) {
    this.#timers = timers;
    this.#events = events;
  }

  /** A DNS query waits for this target. */
  ask(target: DirectionTarget, lookup: boolean, query: number, now: number): void {
    const key = keyOf(target, lookup);
    const pending = this.#pending.get(key) ?? this.#start(key, target, lookup, now);
    this.#pending.set(key, { ...pending, queries: [...pending.queries, query] });
  }

  /** Packets wait for this address. */
  askForPackets(address: IpAddress, now: number): void {
    const target = { kind: 'address', address } as const;
    const key = keyOf(target, false);
    const pending = this.#pending.get(key) ?? this.#start(key, target, false, now);
    this.#pending.set(key, { ...pending, missed: address });
  }

  responded(frame: DirectionResponse, now: number): void {
    const key = this.#findKey(frame.transaction);
    const pending = key === undefined ? undefined : this.#pending.get(key);
    if (key === undefined || pending === undefined) return;
    if (frame.outcome.kind !== 'busy') {
      this.#end(key, pending, frame.outcome, now);
      return;
    }
    const retryAt = now + frame.outcome.retryAfterMs;
    if (retryAt < pending.deadline) this.#timers.arm('directionRetry', key, retryAt);
  }

  /** The coordinator refused the request or never answered it. */
  refused(transaction: number, now: number): void {
    const key = this.#findKey(transaction);
    const pending = key === undefined ? undefined : this.#pending.get(key);
    if (key !== undefined && pending !== undefined) this.#end(key, pending, { kind: 'unreachable' }, now);
  }

  /** The `direction` timer of a target. */
  deadlineReached(key: string, now: number): void {
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    this.#events.abandon(pending.transaction);
    this.#end(key, pending, { kind: 'unreachable' }, now);
  }

  /** The `directionRetry` timer of a target. */
  retryDue(key: string, now: number): void {
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    const transaction = this.#events.request(pending.target, pending.lookup, now);
    this.#pending.set(key, { ...pending, transaction });
  }

  #start(key: string, target: DirectionTarget, lookup: boolean, now: number): PendingDirection {
    const transaction = this.#events.request(target, lookup, now);
    const deadline = now + ANSWERED_WITHIN_MS;
    this.#timers.arm('direction', key, deadline);
    return { target, lookup, transaction, queries: [], missed: undefined, deadline };
  }

  #end(key: string, pending: PendingDirection, end: DirectionEnd, now: number): void {
    this.#pending.delete(key);
    this.#timers.cancel('direction', key);
    this.#timers.cancel('directionRetry', key);
    if (pending.missed !== undefined) this.#events.missEnded(pending.missed, end);
    if (pending.queries.length > 0) this.#events.queriesEnded(pending.queries, end, now);
  }

  #findKey(transaction: number): string | undefined {
    for (const [key, pending] of this.#pending) if (pending.transaction === transaction) return key;
    return undefined;
  }
}

function keyOf(target: DirectionTarget, lookup: boolean): string {
  const text = target.kind === 'name' ? target.name : formatIpAddress(target.address);
  return lookup ? `lookup ${text}` : text;
}
