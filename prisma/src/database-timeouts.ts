/** How long a program waits for a database that takes connections and says nothing, in milliseconds. */
export interface DatabaseTimeouts {
  /** For a connection, or its turn for one. */
  readonly connectionTimeoutMillis: number;
  /** For the answer to one statement. */
  readonly query_timeout: number;
  /** After as long the server itself ends a statement, with its locks: nobody would wait for it any more. */
  readonly statement_timeout: number;
}

type OwnTimeouts = Omit<DatabaseTimeouts, 'statement_timeout'>;

/** For people who wait for a page and programs that ask little: far above what any of their statements takes. */
const OF_PEOPLE: OwnTimeouts = { connectionTimeoutMillis: 10_000, query_timeout: 10_000 };

/** The server's end comes first, so that its answer is there in time; of a server that is away there is none. */
const SERVER_SHARE = 0.9;

/**
 * The times of a database as its URL has them: `connect_timeout` in seconds, as all of PostgreSQL's programs read it, and
 * `query_timeout` in milliseconds, as pg does; those of `otherwise` where it has none. A `statement_timeout` of the URL
 * takes the place of the one given here when pg reads it.
 */
export function timeoutsOf(databaseUrl: string, otherwise: OwnTimeouts = OF_PEOPLE): DatabaseTimeouts {
  const parameters = queryOf(databaseUrl);
  const connect = positive(parameters.get('connect_timeout'));
  const query_timeout = positive(parameters.get('query_timeout')) ?? otherwise.query_timeout;
  return {
    connectionTimeoutMillis: connect === undefined ? otherwise.connectionTimeoutMillis : connect * 1000,
    query_timeout,
    statement_timeout: Math.ceil(query_timeout * SERVER_SHARE),
  };
}

/** Nothing but the part after the question mark: what pg takes for the place of a socket is no URL to others. */
function queryOf(databaseUrl: string): URLSearchParams {
  return new URLSearchParams(/\?([^#]*)/.exec(databaseUrl)?.[1]);
}

/** PostgreSQL takes 0 for no limit, and a limit there is. */
function positive(text: string | null): number | undefined {
  const number = Number(text);
  return number > 0 ? number : undefined;
}
