/** Cookies that are remembered; the one that was used longest ago is forgotten. */
const MOST_KNOWN = 4096;

/**
 * Cookies whose session was found in the database by this process when they came last. It tells people from strangers
 * before anything is looked up, and opens nothing: whoever sends a made-up cookie is in no row, and so not in here.
 */
export class KnownSessions {
  readonly #cookies = new Set<string>();

  /** What the database said of a cookie's session just now. */
  looked(cookie: string, isOpen: boolean): void {
    // Inserted anew, so that the first is the one that was used longest ago.
    this.#cookies.delete(cookie);
    if (isOpen) this.#cookies.add(cookie);
    const [oldest] = this.#cookies;
    if (this.#cookies.size > MOST_KNOWN && oldest !== undefined) this.#cookies.delete(oldest);
  }

  /** Whether one of the cookies of a request's header opened a session; their names do not matter. */
  comesWith(header: string | undefined): boolean {
    return header?.split(';').some((pair) => this.#cookies.has(cookieIn(pair))) ?? false;
  }
}

const cookieIn = (pair: string) => pair.slice(pair.indexOf('=') + 1).trim();

const held = globalThis as { ntmKnownSessions?: KnownSessions };

/** The process's: routes are bundled apart, and each would have its own. */
export function knownSessions(): KnownSessions {
  held.ntmKnownSessions ??= new KnownSessions();
  return held.ntmKnownSessions;
}
