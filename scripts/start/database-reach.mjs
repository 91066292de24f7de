import { connect } from 'node:net';
import { readDatabaseAddress } from './database-address.mjs';

/** A server that takes longer may still be one: what then opens it has the patience. */
const LOOK_MS = 2000;
/** The name servers did not answer just now; once they do, it may lead somewhere. */
const NOT_CERTAIN = 'EAI_AGAIN';

/**
 * Why no connection to the server of `DATABASE_URL` comes about, where that is certain.
 * @param {string | undefined} databaseUrl
 * @param {{ lookup?: import('node:net').LookupFunction }} [options] how names are looked up
 * @returns {Promise<string | undefined>} a sentence with the next step, without the password
 */
export async function databaseReachProblem(databaseUrl, { lookup } = {}) {
  const server = databaseUrl === undefined ? undefined : readDatabaseAddress(databaseUrl)?.server;
  if (server === undefined) return undefined;
  const { host, port } = server;
  const refusal = await connectionRefusal({ host, port, lookup });
  const shown = host.includes(':') ? `[${host}]` : host;
  return (
    refusal &&
    `The database of DATABASE_URL at ${shown}:${port} does not answer (${refusal}). ` +
      'Start that server or correct DATABASE_URL, or leave it out for the database that comes along.'
  );
}

/** @returns {Promise<string | undefined>} undefined: it connects, or does not say */
function connectionRefusal(where) {
  return new Promise((resolve) => {
    const socket = connect({ ...where, timeout: LOOK_MS });
    const decide = (refusal) => {
      socket.destroy();
      resolve(refusal);
    };
    socket.once('connect', () => decide(undefined));
    socket.once('timeout', () => decide(undefined));
    socket.once('error', ({ code, message }) => decide(code === NOT_CERTAIN ? undefined : (code ?? message)));
  });
}
