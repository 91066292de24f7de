import { at } from '../project.mjs';
import { runCommand } from './command.mjs';

/** The coordinator's program, made from `web/src/servers/main.ts`. */
export const COORDINATOR_BUNDLE = ['web', 'dist', 'coordinator.mjs'];

/**
 * Writes the coordinator's program as JavaScript. Each time: it takes less than to find out whether it has changed.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ problem?: string }>}
 */
export async function bundleCoordinator({ signal } = {}) {
  const { passed, output } = await runCommand(
    [process.execPath, at('web', 'scripts', 'bundle-coordinator.mjs')],
    { cwd: at('web'), ...(signal && { signal }) },
  );
  return passed ? {} : { problem: `The coordinator could not be bundled:\n${output.trim()}` };
}
