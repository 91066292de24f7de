import { runCommand } from '../prepare/command.mjs';
import { has } from '../project.mjs';
import { childEnvironment } from './environment.mjs';
import { typeScript } from './parts.mjs';

/** Programs that read the environment as the processes of the running system will. */
const SERVERS_READER = ['web', 'src', 'check-environment.ts'];
const DEMO_READER = ['android-node', 'linux', 'src', 'demo', 'check-settings.ts'];

/** In place of an embedded database, whose address nobody sets. */
const EMBEDDED = 'postgresql://127.0.0.1/embedded';

/**
 * Whether every process of the running system will take its settings, found out before the long steps.
 * @param {import('./settings.mjs').Settings} settings
 * @param {Record<string, string | undefined>} environment of the start script
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ problem?: string }>} sentences that name the variables
 */
export async function checkSettings(settings, environment, { signal } = {}) {
  const env = childEnvironment(settings, settings.databaseUrl ?? EMBEDDED, environment);
  const readers = [SERVERS_READER, ...(settings.demo ? [DEMO_READER] : [])]
    .filter((path) => has(...path))
    .map((path) => runCommand(typeScript(...path), { env, ...(signal && { signal }) }));
  const refusals = (await Promise.all(readers)).filter(({ passed }) => !passed);
  return refusals.length === 0 ? {} : { problem: refusals.map(({ output }) => output.trim()).join('\n') };
}
