import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFree as isTcpFree } from '../../prisma/embedded/free-port.mjs';

/** @typedef {{ protocol: 'tcp' | 'udp', port: number, use: string, variable: string }} PortUse */

/** A killed predecessor needs a moment to go. */
const PATIENCE_MS = 3000;
const AGAIN_MS = 100;

/** @param {{ protocol: 'tcp' | 'udp', port: number }} use */
export function isFree({ protocol, port }) {
  return protocol === 'tcp' ? isTcpFree(port) : isUdpFree(port);
}

function isUdpFree(port) {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ port, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/**
 * Sentences about ports that stay taken, each with the next step.
 * @param {PortUse[]} uses
 * @param {number} [patienceMs]
 * @returns {Promise<string[]>}
 */
export async function portProblems(uses, patienceMs = PATIENCE_MS) {
  const until = performance.now() + patienceMs;
  const problems = await Promise.all(
    uses.map(async (use) => ((await becomes(use, true, until)) ? undefined : sentence(use))),
  );
  return problems.filter((problem) => problem !== undefined);
}

/**
 * Waits until somebody listens there.
 * @param {{ protocol: 'tcp' | 'udp', port: number }} use
 * @param {number} withinMs
 * @param {AbortSignal} [signal] ends the wait early
 */
export function untilTaken(use, withinMs, signal) {
  return becomes(use, false, performance.now() + withinMs, signal);
}

async function becomes(use, free, until, signal) {
  for (;;) {
    if ((await isFree(use)) === free) return true;
    if (performance.now() >= until || signal?.aborted) return false;
    await sleep(AGAIN_MS);
  }
}

function sentence({ protocol, port, use, variable }) {
  const flags = protocol === 'tcp' ? '-ltnp' : '-lunp';
  return (
    `${protocol.toUpperCase()} port ${port} (${use}) is taken by another program. ` +
    `See which one with: ss ${flags} 'sport = :${port}'. Stop it, or choose another port: ${variable}=${port + 1} npm start`
  );
}
