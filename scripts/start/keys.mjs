import { runCommand } from '../prepare/command.mjs';
import { at, has } from '../project.mjs';
import { typeScript } from './parts.mjs';

const SCRIPT = ['web', 'src', 'keys', 'ensure-keys.ts'];

/**
 * Makes the installation's keys where they are missing.
 * @param {Record<string, string>} env what the running processes are given
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ problem?: string }>}
 */
export async function ensureKeys(env, { signal } = {}) {
  if (!has(...SCRIPT)) return {};
  const { passed, output } = await runCommand(typeScript(...SCRIPT), {
    cwd: at('web'),
    env,
    ...(signal && { signal }),
  });
  return passed ? {} : { problem: `The installation's keys could not be made:\n${output.trim()}` };
}
