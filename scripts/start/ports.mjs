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
 * Sentences about ports that stay taken, with the next step.
 * @param {PortUse[]} uses
 * @param {number} [patienceMs]
 * @returns {Promise<string[]>}
 */
export async function portProblems(uses, patienceMs = PATIENCE_MS) {
  const until = performance.now() + patienceMs;
  const free = await Promise.all(uses.map((use) => becomesFree(use, until)));
  const taken = uses.filter((_use, index) => !free[index]);
  return taken.length === 0 ? [] : [...taken.map(sentence), nextStep(taken, uses)];
}

async function becomesFree(use, until) {
  for (;;) {
    if (await isFree(use)) return true;
    if (performance.now() >= until) return false;
    await sleep(AGAIN_MS);
  }
}

function sentence({ protocol, port, use }) {
  const flags = protocol === 'tcp' ? '-ltnp' : '-lunp';
  return `${protocol.toUpperCase()} port ${port} (${use}) is taken. See by which program: ss ${flags} 'sport = :${port}'`;
}

/** @param {PortUse[]} taken @param {PortUse[]} uses */
function nextStep(taken, uses) {
  // Another NTMobile would have every port, and data that no second one may use.
  const all = taken.length === uses.length;
  const running = all ? 'If NTMobile runs here already, use that one, or stop it with Ctrl-C. ' : '';
  const data = all ? 'NTM_DATA_DIR=ANOTHER_DIRECTORY ' : '';
  const others = otherPorts(taken, uses).join(' ');
  return `${running}Stop what has ${taken.length === 1 ? 'it' : 'them'}, or choose other ports: ${data}${others} npm start`;
}

/** A setting for each taken port: the next number that is no port of ours. */
function otherPorts(taken, uses) {
  const ours = new Set(uses.map(({ port }) => port));
  return taken.map(({ variable, port }) => {
    let other = port;
    do other = other < 65_535 ? other + 1 : 1024;
    while (ours.has(other));
    ours.add(other);
    return `${variable}=${other}`;
  });
}
