/**
 * Every timer of a node. The key tells timers of one name apart: a peer's number, a transaction, a query.
 *
 * | name | due | then |
 * |---|---|---|
 * | stockHandshake | 5 s after message 1 to a stock peer, with jitter | a new message 1, or after 90 s the end |
 * | stockKeepalive | the interval of a persistent keep-alive without session | message 1 |
 * | dcHandshake | the next message 1 to a coordinator | message 1 to it or to the next of the list |
 * | dcCopy | 250 to 800 ms after message 1 to a coordinator, 50 to 800 ms after its cookie | the same message 1 |
 * | dcConfirmation | 1 s after message 2 to a coordinator | message 1 of our own |
 * | dcRekey | 120 s (initiator) or 150 s (responder) after the handshake | a new handshake |
 * | dcSessionEnd | 180 s after the handshake | the session is forgotten |
 * | transaction | 0.25, 0.5, 1 s after the first sending, 50 ms to 1 s at a busy coordinator | the request again; at 1.5 s the session is doubted |
 * | answerMemory | 10 s after an answer to the coordinator | the answer is forgotten |
 * | keepAlive | 30 s after the last KeepAlive or registration | KeepAlive |
 * | tunnelHandshake | 50 ms to 5 s after the first message 1 to a node | a repeat, a new message 1, or no path |
 * | tunnelResponderStart | 2 s after a RouteDirection as responder | message 1 of our own |
 * | tunnelAnswerMemory | 5 s after message 2 | copies of its message 1 are no longer answered |
 * | sessionHello | 0.25, 0.5, 1 s after the first | SessionHello again |
 * | mtuProbe | 0.25 s after a probe, 60 s after the search | the next try |
 * | tunnelForgotten | 24 h after the last session | the entry is removed |
 * | earlyInitiation | 1 s after a message 1 without RouteDirection | it is dropped |
 * | direction | 2 s after a DirectionRequest | SERVFAIL to whoever waits |
 * | directionRetry | what a busy coordinator asked for | the DirectionRequest again |
 * | dnsUpstream | 10 s after a query was forwarded | the query is forgotten |
 */
export type TimerName =
  | 'stockHandshake'
  | 'stockKeepalive'
  | 'dcHandshake'
  | 'dcCopy'
  | 'dcConfirmation'
  | 'dcRekey'
  | 'dcSessionEnd'
  | 'transaction'
  | 'answerMemory'
  | 'keepAlive'
  | 'tunnelHandshake'
  | 'tunnelResponderStart'
  | 'tunnelAnswerMemory'
  | 'sessionHello'
  | 'mtuProbe'
  | 'tunnelForgotten'
  | 'earlyInitiation'
  | 'direction'
  | 'directionRetry'
  | 'dnsUpstream';

/** An armed timer. */
export interface Timer {
  readonly name: TimerName;
  readonly key: string;
  /** Monotonic milliseconds. */
  readonly at: number;
}

/** Deadlines by name and key; holds no closures. */
export class TimerTable {
  readonly #timers = new Map<string, Timer>();
  #earliest: Timer | undefined;

  /** Sets the deadline of this timer, replacing an earlier one. */
  arm(name: TimerName, key: string | number, at: number): void {
    this.cancel(name, key);
    const timer = { name, key: String(key), at };
    this.#timers.set(idOf(name, key), timer);
    if (this.#earliest === undefined || at < this.#earliest.at) this.#earliest = timer;
  }

  cancel(name: TimerName, key: string | number): void {
    const id = idOf(name, key);
    const timer = this.#timers.get(id);
    if (timer === undefined) return;
    this.#timers.delete(id);
    if (timer === this.#earliest) this.#earliest = this.#findEarliest();
  }

  isArmed(name: TimerName, key: string | number): boolean {
    return this.#timers.has(idOf(name, key));
  }

  nextDeadline(): number | undefined {
    return this.#earliest?.at;
  }

  /** Removes and returns the earliest timer that is due, if any. */
  takeDue(now: number): Timer | undefined {
    const timer = this.#earliest;
    if (timer === undefined || timer.at > now) return undefined;
    this.cancel(timer.name, timer.key);
    return timer;
  }

  // Timers armed first come first among equals: the order of a Map is that of insertion.
  #findEarliest(): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers.values())
      if (earliest === undefined || timer.at < earliest.at) earliest = timer;
    return earliest;
  }
}

function idOf(name: TimerName, key: string | number): string {
  return `${name}/${key}`;
}
