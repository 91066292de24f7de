import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const AGAIN_MS = 100;
/** Longest that one look takes. */
const LOOK_MS = 2000;

/**
 * Looks again and again until something is ready. By what it answers, and not by whether its port is taken: whoever
 * looks for a free port takes each for a moment.
 * @param {() => Promise<boolean>} isReady
 * @param {number} withinMs
 * @param {AbortSignal} [signal] ends the wait early
 * @returns {Promise<boolean>}
 */
export async function untilReady(isReady, withinMs, signal) {
  const until = performance.now() + withinMs;
  for (;;) {
    if (await isReady()) return true;
    if (performance.now() >= until || signal?.aborted) return false;
    await sleep(AGAIN_MS);
  }
}

/**
 * Whether a TCP server takes connections at a port of this machine, and keeps them for a moment.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function takesConnections(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: LOOK_MS });
    const decide = (taken) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => setTimeout(decide, AGAIN_MS, true));
    for (const end of ['error', 'close', 'timeout']) socket.once(end, () => decide(false));
  });
}

/**
 * Whether an HTTP server answers, whatever it says.
 * @param {string} url
 * @returns {Promise<boolean>}
 */
export async function answersHttp(url) {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(LOOK_MS) });
    await answer.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
