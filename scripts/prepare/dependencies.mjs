import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { at, has } from '../project.mjs';
import { runCommand } from './command.mjs';
import { isMadeFrom, noteMadeFrom } from './fingerprint.mjs';

const INSTALL = ['npm', 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];

const STAMP = ['node_modules', '.ntmobile-lock'];

/** Whether dependencies were installed here, of whatever lock. */
export const hasDependencies = () => has(...STAMP);

/**
 * Installs the locked dependencies unless exactly these are installed.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ made: boolean, problem?: string }>}
 */
export async function installDependencies({ signal } = {}) {
  const stamp = at(...STAMP);
  const lock = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
  if (isMadeFrom(stamp, lock)) return { made: false };
  const { passed, output } = await runCommand(INSTALL, signal ? { signal } : {});
  if (!passed) {
    return {
      made: true,
      problem:
        `The dependencies could not be installed:\n${output.trim()}\n` +
        'Check the connection to the npm registry (`npm ping`), then start again.',
    };
  }
  noteMadeFrom(stamp, lock);
  return { made: true };
}
