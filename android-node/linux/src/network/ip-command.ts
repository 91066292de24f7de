import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs `ip` with these words; its own message becomes the error's. */
export async function ip(...words: string[]): Promise<string> {
  try {
    const { stdout } = await run('ip', words);
    return stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error('the program "ip" is missing: install the package iproute2');
    }
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`ip ${words.join(' ')}: ${stderr || String(error)}`);
  }
}
