import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runCommand } from '../prepare/command.mjs';
import { at, has, root } from '../project.mjs';
import { failedBecause, failureLine, skippedBecause } from './verdict.mjs';

/** Folders of the workspaces, in the order of their dependencies. @returns {string[]} */
export const workspaces = () => JSON.parse(readFileSync(at('package.json'), 'utf8')).workspaces;

/** The same, those with the most test files first. @returns {string[]} */
export function longestFirst() {
  return workspaces()
    .map((workspace) => ({ workspace, files: testFiles(at(workspace)) }))
    .sort((a, b) => b.files - a.files)
    .map(({ workspace }) => workspace);
}

/** The suite of one workspace, its single tests counted. @returns {import('./ladder.mjs').Rung} */
export function suite(workspace) {
  return {
    title: `tests of ${workspace}`,
    run: async () => (testFiles(at(workspace)) > 0 ? runSuite(workspace) : skippedBecause('it has none yet')),
  };
}

/** A busy machine is slow and not wrong; whoever measures times says so in the test. */
const PATIENCE = ['--testTimeout=60000', '--hookTimeout=60000'];

/**
 * Runs tests of one workspace.
 * @param {string} workspace
 * @param {{ paths?: string[], within?: string[], env?: Record<string, string> }} [options] `paths`: only what begins so;
 *   `within`: the words of a program that runs them
 * @returns {Promise<import('./verdict.mjs').Verdict>}
 */
export async function runSuite(workspace, { paths = [], within = [], env = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ntmobile-test-'));
  const report = join(folder, 'report.json');
  const vitest = at('node_modules', 'vitest', 'vitest.mjs');
  const { passed, output } = await runCommand(
    [
      ...within,
      ...[process.execPath, vitest, 'run', '--reporter=default', '--reporter=json'],
      `--outputFile.json=${report}`,
      ...PATIENCE,
      ...paths,
    ],
    { cwd: at(workspace), env },
  );
  try {
    return suiteVerdict(JSON.parse(readFileSync(report, 'utf8')), passed, output);
  } catch {
    return failedBecause(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Counts of a report; a file that cannot be loaded fails no single test, but it is a failure. */
export function suiteVerdict(report, passed, output) {
  const failed = report.numFailedTests;
  return {
    passed: report.numPassedTests,
    failed: !passed && failed === 0 ? 1 : failed,
    skipped: new Array(report.numPendingTests + report.numTodoTests).fill(
      'by the tests themselves, see there',
    ),
    output,
    failures: (report.testResults ?? []).flatMap(failedTests),
  };
}

/** Lines about what failed in one file, or about the file that could not be loaded. */
function failedTests({ name, status, message, assertionResults = [] }) {
  const file = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (status === 'failed' && failed.length === 0) return [failureLine(file, message)];
  return failed.map(({ fullName, failureMessages }) =>
    failureLine(`${file} ${fullName}`, failureMessages[0]),
  );
}

/** How many test files a folder holds, dependencies aside. */
function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.isDirectory())
      return entry.name === 'node_modules' ? sum : sum + testFiles(join(folder, entry.name));
    return /\.test\.tsx?$/.test(entry.name) ? sum + 1 : sum;
  }, 0);
}

/** The types of one workspace. @returns {import('./ladder.mjs').Rung} */
export function types(workspace) {
  return {
    title: `types of ${workspace}`,
    run: async () => {
      if (!has(workspace, 'tsconfig.json')) return skippedBecause('no sources yet');
      const { passed, output } = await runCommand([
        process.execPath,
        at('node_modules', 'typescript', 'bin', 'tsc'),
        '--noEmit',
        '-p',
        workspace,
      ]);
      return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [], output };
    },
  };
}
