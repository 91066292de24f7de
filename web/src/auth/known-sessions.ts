/** Cookies that are remembered; the one that was used longest ago is forgotten. */
const MOST_KNOWN = 4096;
/** A page that is open asks more often; after this somebody who ended the session is not known by it any more. */
const KNOWN_FOR_MS = 5 * 60_000;

/**
 * Cookies whose session was found in the database by this process a short while ago. It tells people from strangers
 * before anything is looked up, and opens nothing: whoever sends a made-up cookie is in no row, and so not in here.
 */
export class KnownSessions {
  /** When each was found last, in milliseconds since 1970. */
  readonly #cookies = new Map<string, number>();

  /** What the database said of a cookie's session just now. */
  looked(cookie: string, isOpen: boolean, now = Date.now()): void {
    // Inserted anew, so that the first is the one that was used longest ago.
    this.#cookies.delete(cookie);
    if (isOpen) this.#cookies.set(cookie, now);
    const [oldest] = this.#cookies.keys();
    if (this.#cookies.size > MOST_KNOWN && oldest !== undefined) this.#cookies.delete(oldest);
  }

  /** Whether one of the cookies of a request's header opened a session; their names do not matter. */
  comesWith(header: string | undefined, now = Date.now()): boolean {
    return header?.split(';').some((pair) => this.#isKnown(cookieIn(pair), now)) ?? false;
  }

  #isKnown(cookie: string, now: number): boolean {
    const age = now - (this.#cookies.get(cookie) ?? Number.NEGATIVE_INFINITY);
    return age >= 0 && age < KNOWN_FOR_MS;
  }
}

const cookieIn = (pair: string) => pair.slice(pair.indexOf('=') + 1).trim();

const held = globalThis as { ntmKnownSessions?: KnownSessions };

/** The process's: routes are bundled apart, and each would have its own. */
export function knownSessions(): KnownSessions {
  held.ntmKnownSessions ??= new KnownSessions();
  return held.ntmKnownSessions;
}
