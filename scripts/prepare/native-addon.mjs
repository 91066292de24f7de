import { at, has } from '../project.mjs';
import { isInstalled, runCommand } from './command.mjs';

const TOOLS = { 'g++': 'g++', make: 'make', python3: 'python3' };

/** Whether the tree holds the sources of the data plane's addon. */
export const hasNativeAddon = () => has('android-node', 'dataplane', 'binding.gyp');

/**
 * What is missing to compile it, as a sentence with the next step.
 * @param {(program: string) => boolean} [installed]
 */
export function compilerProblem(installed = isInstalled) {
  const missing = Object.keys(TOOLS).filter((tool) => !installed(tool));
  if (missing.length === 0) return undefined;
  return (
    `The data plane is compiled on this machine, and ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing. ` +
    'On Debian or Ubuntu: sudo apt-get install g++ make python3. Then start again.'
  );
}

/** Whether an addon stands, of whatever sources. */
export const isNativeAddonBuilt = () =>
  has('android-node', 'dataplane', 'build', 'Release', 'ntm_dataplane.node');

/**
 * Compiles the addon unless it was compiled from these sources.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ problem?: string }>}
 */
export async function buildNativeAddon({ signal } = {}) {
  const script = at('android-node', 'dataplane', 'scripts', 'build.mjs');
  const { passed, output } = await runCommand([process.execPath, script], signal ? { signal } : {});
  return passed ? {} : { problem: output.trim() };
}
