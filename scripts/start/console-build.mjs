import { runCommand } from '../prepare/command.mjs';
import { fingerprint, isMadeFrom, noteMadeFrom } from '../prepare/fingerprint.mjs';
import { at, has } from '../project.mjs';
import { nextScript } from './parts.mjs';

/** What the console's pages are made from. */
const SOURCES = [
  ['web'],
  ['shared', 'src'],
  ['shared', 'package.json'],
  ['prisma', 'src'],
  ['prisma', 'schema'],
  ['prisma', 'package.json'],
  ['package-lock.json'],
  ['tsconfig.json'],
];

/**
 * Builds the console unless it was built from these sources.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ made: boolean, problem?: string }>}
 */
export async function buildConsole({ signal } = {}) {
  // Next empties its folder before it builds, and the note goes with it.
  const folder = ['web', process.env.NTM_NEXT_DIR || '.next'];
  const stamp = at(...folder, '.made-from');
  const print = fingerprint(
    SOURCES.map((path) => at(...path)),
    [process.version],
  );
  if (isMadeFrom(stamp, print) && has(...folder, 'BUILD_ID')) return { made: false };
  const words = [process.execPath, nextScript(), 'build'];
  const { passed, output } = await runCommand(words, {
    cwd: at('web'),
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    ...(signal && { signal }),
  });
  if (!passed) return { made: true, problem: `The console could not be built:\n${output.trim()}` };
  noteMadeFrom(stamp, print);
  return { made: true };
}
