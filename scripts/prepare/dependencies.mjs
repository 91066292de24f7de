import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { at } from '../project.mjs';
import { runCommand } from './command.mjs';
import { isMadeFrom, noteMadeFrom } from './fingerprint.mjs';

const INSTALL = ['npm', 'ci', '--include=dev', '--no-audit', '--no-fund'];

/**
 * Installs the locked dependencies unless exactly these are installed.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ made: boolean, problem?: string }>}
 */
export async function installDependencies({ signal } = {}) {
  const stamp = at('node_modules', '.ntmobile-lock');
  const lock = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
  if (isMadeFrom(stamp, lock)) return { made: false };
  const { passed } = await runCommand(INSTALL, { show: true, ...(signal && { signal }) });
  if (!passed) {
    return {
      made: true,
      problem:
        'The dependencies could not be installed: see the lines above. ' +
        'Check the connection to the npm registry (`npm ping`), then start again.',
    };
  }
  noteMadeFrom(stamp, lock);
  return { made: true };
}
