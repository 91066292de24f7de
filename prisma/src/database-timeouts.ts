/** How long a program waits for a database that takes connections and says nothing, in milliseconds. */
export interface DatabaseTimeouts {
  /** For a connection, or its turn for one. */
  readonly connectionTimeoutMillis: number;
  /** For the answer to one statement. `query_timeout` in the URL of the database goes before it. */
  readonly query_timeout: number;
}

/** For people who wait for a page and programs that ask little: far above what any of their statements takes. */
export const DATABASE_TIMEOUTS: DatabaseTimeouts = { connectionTimeoutMillis: 5_000, query_timeout: 10_000 };
