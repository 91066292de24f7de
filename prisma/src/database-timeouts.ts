/** How long a program waits for a database that takes connections and says nothing, in milliseconds. */
export interface DatabaseTimeouts {
  /** For a connection, or its turn for one. */
  readonly connectionTimeoutMillis: number;
  /** For the answer to one statement. */
  readonly query_timeout: number;
}

/** For people who wait for a page and programs that ask little: far above what any of their statements takes. */
export const DATABASE_TIMEOUTS: DatabaseTimeouts = { connectionTimeoutMillis: 10_000, query_timeout: 10_000 };

/**
 * The times of a database as its URL has them: `connect_timeout` in seconds, as all of PostgreSQL's programs read it, and
 * `query_timeout` in milliseconds, as pg does; `DATABASE_TIMEOUTS` where it has none.
 */
export function timeoutsOf(databaseUrl: string): DatabaseTimeouts {
  const { searchParams } = new URL(databaseUrl);
  const { connectionTimeoutMillis, query_timeout } = DATABASE_TIMEOUTS;
  const connect = positive(searchParams.get('connect_timeout'));
  return {
    connectionTimeoutMillis: connect === undefined ? connectionTimeoutMillis : connect * 1000,
    query_timeout: positive(searchParams.get('query_timeout')) ?? query_timeout,
  };
}

/** PostgreSQL takes 0 for no limit, and a limit there is. */
function positive(text: string | null): number | undefined {
  const number = Number(text);
  return number > 0 ? number : undefined;
}
