import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ids of every process that descends from one, by Linux's /proc.
 * @param {number} ancestor
 * @returns {number[]}
 */
export function descendants(ancestor) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), ...readStat(name) }));
  const below = (pid) =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(ancestor);
}

/** Whether a process still does anything; one that only waits to be buried does not. @param {number} pid */
export function isAlive(pid) {
  const { state } = readStat(pid);
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/** State and parent follow the program's name, which is in brackets and may hold anything. */
function readStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return {};
  }
}
