/** Every duration and rate of the coordinator, in milliseconds unless the name says otherwise. */
export const TIMING = {
  /** A session is renewed by its initiator after this (WireGuard section 6.1). */
  rekeyAfter: 120_000,
  /** A session neither sends nor receives after this. */
  rejectAfter: 180_000,
  /** An initiator that receives so late renews the session without waiting to send: 180 - 10 - 5 s. */
  rekeyOnReceiveAfter: 165_000,
  /** Repeats of an own message 1, since the first, and when it is given up. */
  handshakeRepeats: [500, 1000, 2000],
  handshakeGivenUpAfter: 5000,
  /** Between two messages 1 of one node: WireGuard's 50 a second. */
  initiationGap: 20,
  /** How long a copy of an answered message 1 gets the same message 2. */
  initiationCopyKept: 5000,
  /** A cookie is good for two minutes, and so is the secret behind it. */
  cookieLife: 120_000,
  /** Unproven messages 1 a second above which cookies are asked for. */
  unprovenPerSecond: 500,
  /** Repeats of an own request, since the first, and when it counts as unanswered. */
  requestRepeats: [250, 500, 1000, 2000],
  requestGivenUpAfter: 3000,
  /** How long answers are kept for repeats of the request. */
  answerKept: 10_000,
  /** Requests of one node that are worked on: in a second, and at once. */
  requestsPerSecond: 50,
  requestsAtOnce: 100,
  /** Frames that wait for a session: how long and how many for each node. */
  queuedFrameLife: 5000,
  queuedFrames: 16,
  /** How long a direction may be joined. */
  directionOpen: 5000,
  /** Directions that one node may have open at once. */
  directionsPerNode: 64,
  /** A denial of the same pair is told to audit again after this. */
  denialTold: 60_000,
  /** What a node is told to wait after `busy`. */
  busyRetry: 1000,
  lease: 120_000,
  /** Between two tries of what the store did not do: to say who shares a path with a node, to keep a path. */
  storeRetry: 1000,
  /** An endpoint or expiry that changed is stored within this time. */
  leaseWriteBehind: 1000,
  /** A stored lease with less left than this is written again. */
  leaseRefreshBelow: 75_000,
  /** Unknown static keys that are looked up in a second, and how long their message 1 waits. */
  lookupsPerSecond: 50,
  lookupKept: 2000,
  /** After a restart: nodes that are initiated to in a step of so many milliseconds (500 a second). */
  reconnectStep: 20,
  reconnectsPerStep: 10,
  /** How many of them may wait for message 2 at once, and for how long each counts. */
  reconnectsAwaited: 100,
  reconnectAwaited: 500,
  /** A node record is valid for ten minutes from issue and used for the first half of them. */
  recordLife: 600_000,
  recordReuse: 300_000,
} as const;
