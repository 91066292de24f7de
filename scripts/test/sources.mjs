import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../prepare/command.mjs';
import { at } from '../project.mjs';
import { nodeTests } from './node-tests.mjs';
import { byResult } from './verdict.mjs';

/** Formatting and lint of everything. */
export const lint = {
  title: 'lint and format',
  run: async () =>
    byResult(
      await runCommand([
        process.execPath,
        at('node_modules', '@biomejs', 'biome', 'bin', 'biome'),
        'check',
        '.',
      ]),
    ),
};

/** Files, exports and dependencies that nobody uses, and packages that are used and not named. */
export const unused = {
  title: 'nothing unused',
  run: async () =>
    byResult(
      await runCommand([process.execPath, at('node_modules', 'knip', 'bin', 'knip.js'), '--no-progress']),
    ),
};

/** Whether a clean clone on any platform can install this lock. */
export const lock = {
  title: 'lock can be installed',
  run: async () => byResult(await runCommand(['npm', 'ci', '--dry-run', '--no-audit', '--no-fund'])),
};

/** Dependency rules, security floor, and the tests of the scripts themselves. */
export const scripts = {
  title: 'tests of scripts, dependency rules, security floor',
  run: () => nodeTests(testFiles(at('scripts'))),
};

function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return testFiles(path);
    return entry.name.endsWith('.test.mjs') ? [path] : [];
  });
}
