/** What a coordinator counts, in words; a counter without words is shown by its name. */
const WORK: Record<string, string> = {
  packetsReceived: 'Packets received',
  packetsSent: 'Packets sent',
  handshakesAccepted: 'Handshakes accepted',
  handshakesInitiated: 'Handshakes begun',
  registrations: 'Registrations',
  directionsOpened: 'Directions given',
  directionsJoined: 'Directions joined',
  tunnelReports: 'Tunnels reported',
  cookieRepliesSent: 'Cookies asked for under load',
  handshakesRepeated: 'Handshakes answered again',
  requestsRepeated: 'Requests answered again',
};

const REFUSED: Record<string, string> = {
  handshakesUnanswered: 'Handshake that the node did not answer',
  requestsUnanswered: 'Request that the node did not answer',
  directionsOffline: 'Direction to a node that is offline',
  directionsDenied: 'Direction that is not allowed',
  droppedBadSource: 'Source address that cannot be answered',
  droppedNotOurProtocol: 'Not our protocol',
  droppedBadMac1: 'Meant for another key',
  droppedOverLimit: 'Too many from one source',
  droppedBadHandshake: 'Handshake that does not decrypt',
  droppedRefusedBefore: 'Handshake that was refused a moment ago',
  droppedStaleStamp: 'Handshake that was used before',
  droppedTooSoon: 'Handshake too soon after the last',
  droppedUnknownKey: 'Key that is not enrolled',
  droppedNotAdmitted: 'Node that is suspended or waits for approval',
  droppedUnknownIndex: 'Session that is not there',
  droppedNotAuthentic: 'Packet that does not decrypt',
  droppedReplayed: 'Packet that was seen before',
  droppedExpiredSession: 'Session that ran out',
  droppedUnreachable: 'Node whose address is not known',
  droppedMalformed: 'Message that cannot be read',
  droppedUnexpected: 'Message that has no place here',
  droppedQueueFull: 'Queue was full',
  droppedQueueOld: 'Waited too long in the queue',
  unknownFrames: 'Part of a message from a newer version',
  refusedCandidates: 'Address that no node may offer',
  requestsTooMany: 'Too many requests at once',
  storeFailures: 'Database did not take it',
};

/** A counter as a line: its words and its total since the coordinator started. */
export interface CounterLine {
  readonly name: string;
  readonly words: string;
  readonly count: number;
}

/** Counters in two lists: what was done, and what was refused or failed; the latter without zeros, most first. */
export function counterLines(counters: unknown): { work: CounterLine[]; refused: CounterLine[] } {
  const entries = Object.entries((counters ?? {}) as Record<string, unknown>).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  const counts = new Map(entries);
  const lines = (words: Record<string, string>) =>
    Object.entries(words).flatMap(([name, text]) => {
      const count = counts.get(name);
      return count === undefined ? [] : [{ name, words: text, count }];
    });
  return {
    work: lines(WORK),
    refused: [...lines(REFUSED), ...unnamed(entries)]
      .filter(({ count }) => count > 0)
      .sort((one, other) => other.count - one.count),
  };
}

/** Reasons that have no words yet must not vanish. */
function unnamed(entries: readonly [string, number][]): CounterLine[] {
  return entries.flatMap(([name, count]) =>
    /^(dropped|refused)/.test(name) && REFUSED[name] === undefined ? [{ name, words: name, count }] : [],
  );
}
