import { encodeFrame, type SignallingFrame } from '@ntmobile/shared';
import type { TimerTable } from '../timing/timer-table.ts';

/** Times of the repeats after the first sending; when the last has passed too, the session is doubted. */
const REPEATS_MS = [250, 500, 1_000] as const;
/** The same at a coordinator that asked for a cookie: so much is sent to it that most of it is lost. */
const BUSY_REPEATS_MS = [50, 100, 200, 400, 700, 1_000] as const;
const DOUBTED_MS = 1_500;
/** A request that no coordinator answered for this long is given up. */
const GIVEN_UP_MS = 10_000;

/** A request of ours that waits for its answer. */
export interface PendingRequest {
  readonly frame: SignallingFrame;
  readonly encoded: Uint8Array;
  readonly startedAt: number;
  readonly sentAt: number;
  /** When it is repeated, since `sentAt`. */
  readonly repeatsMs: readonly number[];
  readonly repeats: number;
}

/** Whether an answer to it can only be to this one sending, and says how long one takes. */
export function sentOnce({ repeats, sentAt, startedAt }: PendingRequest): boolean {
  return repeats === 0 && sentAt === startedAt;
}

/** What transactions need of the session. */
export interface TransactionEvents {
  send(encoded: Uint8Array): void;
  /** Whether what is sent to the coordinator now has to be repeated sooner. */
  isBusy(now: number): boolean;
  /** A request stayed unanswered for 1.5 s. */
  doubted(now: number): void;
  givenUp(frame: SignallingFrame, now: number): void;
}

/** Requests to the coordinator, repeated until they are answered; their numbers rise over all sessions. */
export class Transactions {
  readonly #timers: TimerTable;
  readonly #events: TransactionEvents;
  readonly #pending = new Map<number, PendingRequest>();
  #last = 0;

  constructor(timers: TimerTable, events: TransactionEvents) {
    this.#timers = timers;
    this.#events = events;
  }

  nextNumber(): number {
    this.#last = (this.#last + 1) >>> 0;
    return this.#last;
  }

  /** Sends a request for the first time. */
  start(frame: SignallingFrame, now: number): void {
    this.#sendAnew({ frame, encoded: encodeFrame(frame), startedAt: now }, now);
  }

  /** Sends a request in the place of one that waits and says what no longer holds; the times of that one go on. */
  replace(waiting: PendingRequest, frame: SignallingFrame): void {
    this.answered(waiting.frame.transaction);
    this.#send({ ...waiting, frame, encoded: encodeFrame(frame) });
  }

  /** Ends the transaction of an answer; undefined when nothing waits for it. */
  answered(transaction: number): PendingRequest | undefined {
    const request = this.#pending.get(transaction);
    this.#pending.delete(transaction);
    this.#timers.cancel('transaction', transaction);
    return request;
  }

  /** Repeats what waits, in a new session. */
  resend(now: number): void {
    for (const request of [...this.#pending.values()]) this.#sendAnew(request, now);
  }

  /** The first request of this kind that waits for its answer. */
  waiting(kind: SignallingFrame['kind']): PendingRequest | undefined {
    return [...this.#pending.values()].find(({ frame }) => frame.kind === kind);
  }

  get size(): number {
    return this.#pending.size;
  }

  /** The `transaction` timer of a request. */
  due(transaction: number, now: number): void {
    const request = this.#pending.get(transaction);
    if (request === undefined) return;
    if (now - request.startedAt >= GIVEN_UP_MS) {
      this.answered(transaction);
      this.#events.givenUp(request.frame, now);
      return;
    }
    if (request.repeats < request.repeatsMs.length) {
      this.#send({ ...request, repeats: request.repeats + 1 });
      return;
    }
    this.#timers.arm('transaction', transaction, request.startedAt + GIVEN_UP_MS);
    this.#events.doubted(now);
  }

  #sendAnew(request: Pick<PendingRequest, 'frame' | 'encoded' | 'startedAt'>, now: number): void {
    const repeatsMs = this.#events.isBusy(now) ? BUSY_REPEATS_MS : REPEATS_MS;
    this.#send({ ...request, sentAt: now, repeatsMs, repeats: 0 });
  }

  #send(request: PendingRequest): void {
    const { transaction } = request.frame;
    this.#pending.set(transaction, request);
    this.#timers.arm(
      'transaction',
      transaction,
      request.sentAt + (request.repeatsMs[request.repeats] ?? DOUBTED_MS),
    );
    this.#events.send(request.encoded);
  }
}
