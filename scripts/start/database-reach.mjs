import { connect } from 'node:net';

/** A server that takes longer may still be one: what then opens it has the patience. */
const LOOK_MS = 2000;
const POSTGRES_PORT = 5432;

/**
 * Why no connection to the server of `DATABASE_URL` comes about, where that is certain.
 * @param {string | undefined} databaseUrl
 * @returns {Promise<string | undefined>} a sentence with the next step, without the password
 */
export async function databaseReachProblem(databaseUrl) {
  if (databaseUrl === undefined) return undefined;
  const { hostname, port } = new URL(databaseUrl);
  // Without a host it is a socket of this machine, at a place that the library knows.
  if (hostname === '') return undefined;
  const host = decodeURIComponent(hostname).replace(/^\[|\]$/g, '');
  const refusal = await connectionRefusal(host, Number(port || POSTGRES_PORT));
  return (
    refusal &&
    `The database of DATABASE_URL at ${hostname}:${port || POSTGRES_PORT} does not answer (${refusal}). ` +
      'Start that server or correct DATABASE_URL, or leave it out for the database that comes along.'
  );
}

/** @returns {Promise<string | undefined>} undefined: it connects, or does not say */
function connectionRefusal(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: LOOK_MS });
    const decide = (refusal) => {
      socket.destroy();
      resolve(refusal);
    };
    socket.once('connect', () => decide(undefined));
    socket.once('timeout', () => decide(undefined));
    socket.once('error', (error) => decide(error.code ?? error.message));
  });
}
