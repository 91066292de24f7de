import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const runFile = promisify(execFile);
const GRACE_MS = 10_000;
/** The kernel ends a child whose parent is gone, however the parent went. */
export const WITH_PARENT = ['setpriv', '--pdeathsig', 'TERM', '--'] as const;

/** Runs a command to its end and gives its output; its own words become the error's. */
export function run(command: string, ...words: string[]): Promise<string> {
  return runWith({}, command, ...words);
}

/** The same with an environment of its own and a time, in milliseconds, after which it is ended. */
export async function runWith(
  options: { readonly env?: NodeJS.ProcessEnv; readonly timeout?: number },
  command: string,
  ...words: string[]
): Promise<string> {
  try {
    return (await runFile(command, words, { maxBuffer: 16 * 1024 * 1024, ...options })).stdout;
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`${command} ${words.join(' ')}: ${stderr || String(error)}`);
  }
}

/** A process the lab started; it ends it by its id. */
export class LabProcess {
  readonly #child: ChildProcess;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  readonly #logPath: string;

  /** Output goes to the log file. */
  constructor(command: string, words: readonly string[], logPath: string) {
    this.#logPath = logPath;
    const log = openSync(logPath, 'a', 0o600);
    const [program, ...options] = WITH_PARENT;
    this.#child = spawn(program, [...options, command, ...words], { stdio: ['ignore', log, log] });
    closeSync(log);
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', () => resolve());
    });
  }

  get running(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Everything in its log by now. */
  output(): string {
    return readFileSync(this.#logPath, 'utf8');
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    await this.ended;
    clearTimeout(timer);
  }
}

/** Repeats a look until it finds something; fails with `what` after the time. */
export async function until<T>(
  what: string,
  withinMs: number,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
