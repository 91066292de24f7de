import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

const STOP_WITHIN_MS = 5000;
const LOG_LIMIT_BYTES = 10_000_000;

/**
 * Where it exists, the kernel ends a child whose parent is gone, however the parent went. At once, since a child
 * that waits for its connections would outlive the database.
 */
const dieWithParent = (() => {
  const words = ['setpriv', '--pdeathsig', 'KILL', '--'];
  return spawnSync(words[0], [...words.slice(1), 'true'], { stdio: 'ignore' }).status === 0 ? words : [];
})();

/** The processes of the running system. */
export class Children {
  #directory;
  #running = [];
  #stopping = false;
  #reportEnd;

  /**
   * Settles with a sentence when a process ends that nobody stopped.
   * @type {Promise<string>}
   */
  unexpectedEnd = new Promise((resolve) => {
    this.#reportEnd = resolve;
  });

  /** @param {string} directory where the logs go */
  constructor(directory) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /**
   * @param {{ name: string, words: string[], cwd: string, env: Record<string, string> }} order
   * @returns {Promise<never> | Promise<void>} settles when the process has ended
   */
  start({ name, words, cwd, env }) {
    const file = join(this.#directory, `${name}.log`);
    const log = openLog(file);
    const earlierBytes = fstatSync(log).size;
    const [program, ...rest] = [...dieWithParent, ...words];
    // Detached: Ctrl-C reaches the start script only, which then stops everything in order.
    const child = spawn(program, rest, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    const ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    this.#running.push({ child, ended });
    ended.then((how) => {
      if (!this.#stopping) this.#reportEnd(sentence({ name, how, file, earlierBytes }));
    });
    return ended;
  }

  /** Asks each to stop, the last started first, and ends those that do not. */
  async stop() {
    this.#stopping = true;
    for (const { child, ended } of this.#running.toReversed()) {
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await ended;
      clearTimeout(forced);
    }
    this.#running = [];
  }

  /** Ends them without asking, for the impatient. */
  kill() {
    for (const { child } of this.#running) child.kill('SIGKILL');
  }
}

/** Opens a log for appending; a large one makes room for a new one, and one old one is kept. */
function openLog(file) {
  if (existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/** What earlier runs wrote into the same log is not quoted as this one's. */
function sentence({ name, how, file, earlierBytes }) {
  const said = readFileSync(file).subarray(earlierBytes).toString('utf8').trim();
  if (said === '') return `The ${name} ended by itself (${how}) and wrote nothing into ${file}.`;
  const last = said.split('\n').slice(-8).map(readable).join('\n  ');
  return `The ${name} ended by itself (${how}). Its last lines, of ${file}:\n  ${last}`;
}

/** What a line of a log says to a person: the message of a JSON line, any other line as it is. */
function readable(line) {
  try {
    return JSON.parse(line).msg ?? line;
  } catch {
    return line;
  }
}
