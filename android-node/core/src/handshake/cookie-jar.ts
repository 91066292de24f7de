/** WireGuard's lifetime of a cookie. */
const COOKIE_LIFETIME_MS = 120_000;

/** The last cookie that a peer under load gave us; it goes into mac2 of later messages to that peer. */
export class CookieJar {
  #cookie: Uint8Array | undefined;
  #receivedAt = 0;

  keep(cookie: Uint8Array, now: number): void {
    this.#cookie = cookie;
    this.#receivedAt = now;
  }

  current(now: number): Uint8Array | undefined {
    return now - this.#receivedAt < COOKIE_LIFETIME_MS ? this.#cookie : undefined;
  }
}
