/** What the coordinator counts: work done, and what it dropped, by reason. */
const COUNTER_NAMES = [
  'packetsReceived',
  'packetsSent',
  'handshakesAccepted',
  'handshakesInitiated',
  'handshakesRepeated',
  'handshakesUnanswered',
  'cookieRepliesSent',
  'registrations',
  'directionsOpened',
  'directionsJoined',
  'directionsOffline',
  'directionsDenied',
  'tunnelReports',
  'droppedBadSource',
  'droppedNotOurProtocol',
  'droppedBadMac1',
  'droppedOverLimit',
  'droppedBadHandshake',
  'droppedRefusedBefore',
  'droppedStaleStamp',
  'droppedTooSoon',
  'droppedUnknownKey',
  'droppedNotAdmitted',
  'droppedUnknownIndex',
  'droppedNotAuthentic',
  'droppedReplayed',
  'droppedExpiredSession',
  'droppedUnreachable',
  'droppedMalformed',
  'droppedUnexpected',
  'droppedQueueFull',
  'droppedQueueOld',
  'unknownFrames',
  'refusedCandidates',
  'requestsRepeated',
  'requestsTooMany',
  'requestsUnanswered',
  'storeFailures',
] as const;

export type CounterName = (typeof COUNTER_NAMES)[number];

/** Totals since start, by name. */
export class Counters {
  readonly #totals = Object.fromEntries(COUNTER_NAMES.map((name) => [name, 0])) as Record<
    CounterName,
    number
  >;

  add(name: CounterName, amount = 1): void {
    this.#totals[name] += amount;
  }

  get(name: CounterName): number {
    return this.#totals[name];
  }

  all(): Record<CounterName, number> {
    return { ...this.#totals };
  }
}
