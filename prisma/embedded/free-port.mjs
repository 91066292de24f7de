import { createServer } from 'node:net';

/** Ports above are given to outgoing connections by the kernel, so one of them may be taken at any moment. */
const LAST_PORT = 32_767;

/**
 * First free TCP port of the loopback address from `first` upwards.
 * @param {number} first
 * @returns {Promise<number>}
 */
export async function freePort(first) {
  for (let port = first; port <= LAST_PORT; port += 1) {
    if (await isFree(port, '127.0.0.1')) return port;
  }
  throw new Error(`No TCP port from ${first} to ${LAST_PORT} is free.`);
}

/**
 * Whether a TCP server could listen there now.
 * @param {number} port
 * @param {string} [host] every address when left out
 * @returns {Promise<boolean>}
 */
export function isFree(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
