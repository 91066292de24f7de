import { execFile } from 'node:child_process';

/**
 * Runs these commands in order by one `ip`, each also when one before it failed; the failures' own messages become
 * the error's. The family is needed where no address names it, as in rules.
 */
export function ipBatch(commands: readonly (readonly string[])[], family?: 4 | 6): Promise<void> {
  if (commands.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const child = execFile(
      'ip',
      [...familyWord(family), '-force', '-batch', '-'],
      (error, _output, messages) => {
        if (error === null) resolve();
        else reject(batchError(error, messages, commands));
      },
    );
    // A program that is missing or ends early has its own error.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(commands.map((words) => `${words.join(' ')}\n`).join(''));
  });
}

function familyWord(family: 4 | 6 | undefined): string[] {
  return family === undefined ? [] : [`-${family}`];
}

function batchError(error: Error, messages: string, commands: readonly (readonly string[])[]): Error {
  if ('code' in error && error.code === 'ENOENT')
    return new Error('the program "ip" is missing: install the package iproute2');
  // Each failure is a message and then "Command failed -:LINE".
  const words = messages.trim().replaceAll(/\s*Command failed -:(\d+)\s*/g, (_, line) => {
    const command = commands[Number(line) - 1] ?? [];
    return ` (ip ${command.join(' ')})\n`;
  });
  return new Error(words.trim().replaceAll('\n', '; ') || error.message);
}
