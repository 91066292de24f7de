/** Waiting times after each message 1 to a coordinator: twice the first of the list, then round and round. */
const WAITS_MS = [500, 1_000, 2_000, 5_000] as const;
/** Longest wait until each of the list had its turn: a trial of a new list is over after 30 s. */
const FIRST_ROUND_MS = 1_000;

/**
 * Repeats of one message 1, equal in all bytes before mac2, since it was sent: later than most answers take, for each
 * counts towards the load that a coordinator asks for cookies at, and those it gives to one address are few.
 */
const COPIES_MS = [250, 350, 500, 650, 800] as const;
/** The same since its cookie came: such copies are proven, and in a flood most of what is sent is lost. */
export const PROVEN_COPIES_MS = [50, 100, 200, 400, 800] as const;
/** Tries whose message 1 is repeated unasked: whoever has not answered by then is away rather than busy. */
const COPIED_TRIES = 4;

/** A fifth of the wait at most: nodes that lost their coordinator together do not come back together. */
const JITTER_PART = 5;

/** How long to wait after the try with this number (from 0). */
export function waitAfterTry(tries: number, listLength: number): number {
  const wait = WAITS_MS[Math.min(tries, WAITS_MS.length - 1)] as number;
  return tries < listLength ? Math.min(wait, FIRST_ROUND_MS) : wait;
}

/**
 * When message 1 of a try is repeated unasked after so many copies, since it was sent; undefined when no more. None goes
 * out when the wait is over: its cookie would come too late, for the next message 1.
 */
export function unaskedCopyAfter(copies: number, tries: number, waitMs: number): number | undefined {
  const next = tries < COPIED_TRIES ? COPIES_MS[copies] : undefined;
  return next !== undefined && next < waitMs ? next : undefined;
}

/** Upper bound of what is added to a wait at random. */
export function jitterBound(waitMs: number): number {
  return Math.floor(waitMs / JITTER_PART);
}

/** Which coordinator of the list gets the try with this number, when the search began at `first`. */
export function coordinatorOfTry(tries: number, first: number, listLength: number): number {
  return (first + Math.max(0, tries - 1)) % listLength;
}

/** Which of a coordinator's endpoints gets it: another one each time its turn comes. */
export function endpointOfTry(tries: number, listLength: number, endpoints: number): number {
  const turn = tries === 0 ? 0 : 1 + Math.floor((tries - 1) / listLength);
  return turn % endpoints;
}
