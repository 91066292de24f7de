import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for a server that still has the data folder: one whose parent was killed shuts down by itself, but not at once.
 * A server that stays is left to PostgreSQL, which refuses to start a second one beside it.
 * @param {string} data
 * @param {number} withinMs
 */
export async function untilReleased(data, withinMs) {
  const until = performance.now() + withinMs;
  while (holderRuns(data) && performance.now() < until) await sleep(50);
}

/** @param {string} data */
function holderRuns(data) {
  try {
    const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 0);
    return isPostgres(pid);
  } catch {
    return false;
  }
}

/** A number in a file left by a crash may be another program's by now. Where nobody can tell, it is believed. */
function isPostgres(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return process.platform !== 'linux';
  }
}
