import pg from 'pg';

/** What pg says of a query whose time is over. */
const TIME_IS_OVER = 'Query read timeout';

/**
 * A connection whose query is answered in time or ends it. pg alone gives a late query up and keeps the connection, with
 * its transaction still open: given back to a pool it would take the next one's statements into that. Ended, it is undone
 * by the server as soon as that runs again.
 */
export class BoundedClient extends pg.Client {
  // The overloads of pg are kept; what goes through is not looked at.
  // biome-ignore lint/suspicious/noExplicitAny: the one signature that all of them agree with
  override query(...given: any[]): any {
    const result = (super.query as (...all: unknown[]) => unknown)(...given);
    if (result instanceof Promise) result.catch((error: unknown) => this.#endIfLate(error));
    return result;
  }

  #endIfLate(error: unknown): void {
    // With a query under way the socket is destroyed, not asked to close: nobody answers there.
    if (error instanceof Error && error.message === TIME_IS_OVER) this.end().catch(() => {});
  }
}
