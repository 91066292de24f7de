import { execFile } from 'node:child_process';

/** Like nft's: what hangs longer does so for a reason of the system, and must not keep a node from being stopped. */
const LIMIT_MS = 5_000;

/**
 * Runs these commands in order by one `ip`, each also when one before it failed; the failures' own messages become
 * the error's. The family is needed where no address names it, as in rules. Rejects after 5 s.
 */
export async function ipBatch(commands: readonly (readonly string[])[], family?: 4 | 6): Promise<void> {
  if (commands.length > 0) await runIp(['-force', '-batch', '-'], { commands, family });
}

/** What one command prints; rejects as `ipBatch` does. */
export function ipOutput(words: readonly string[], family: 4 | 6): Promise<string> {
  return runIp(words, { commands: [], family });
}

interface Batch {
  /** For its standard input. */
  readonly commands: readonly (readonly string[])[];
  readonly family: 4 | 6 | undefined;
}

function runIp(words: readonly string[], { commands, family }: Batch): Promise<string> {
  return new Promise((resolve, reject) => {
    const limits = { timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const;
    const child = execFile('ip', [...familyWord(family), ...words], limits, (error, output, messages) => {
      if (error === null) resolve(output);
      else reject(batchError(error, messages, commands));
    });
    // A program that is missing or ends early has its own error.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(commands.map((command) => `${command.join(' ')}\n`).join(''));
  });
}

function familyWord(family: 4 | 6 | undefined): string[] {
  return family === undefined ? [] : [`-${family}`];
}

function batchError(error: Error, messages: string, commands: readonly (readonly string[])[]): Error {
  if ('code' in error && error.code === 'ENOENT')
    return new Error('the program "ip" is missing: install the package iproute2');
  if ('killed' in error && error.killed === true)
    return new Error(`the program "ip" did not end within ${LIMIT_MS / 1_000} s: look for what blocks it`);
  // Each failure is a message and then "Command failed -:LINE".
  const words = messages.trim().replaceAll(/\s*Command failed -:(\d+)\s*/g, (_, line) => {
    const command = commands[Number(line) - 1] ?? [];
    return ` (ip ${command.join(' ')})\n`;
  });
  return new Error(words.trim().replaceAll('\n', '; ') || error.message);
}
