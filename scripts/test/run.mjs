import { generateDatabaseClient } from '../prepare/database-client.mjs';
import { installDependencies } from '../prepare/dependencies.mjs';
import { addon } from './data-plane.mjs';
import { engines } from './engines.mjs';
import { hermes } from './hermes.mjs';
import { scenarios } from './lab.mjs';
import { climb } from './ladder.mjs';
import { installPrograms } from './programs.mjs';
import { lint, lock, scripts, unused } from './sources.mjs';
import { byResult, failedBecause, together } from './verdict.mjs';
import { browser, lifetime } from './whole.mjs';
import { longestFirst, suite, types, workspaces } from './workspaces.mjs';

/** What everything else stands on; the rest is not run without it. */
const FOUNDATION = [
  { title: 'dependencies', run: async () => prepared(await installDependencies()) },
  { title: 'database client', run: async () => prepared(await generateDatabaseClient()) },
  addon,
];

/** Runs every check and ends with one line: `N passed, N failed, N skipped`. */
export async function runChecks() {
  await installPrograms();
  const foundation = await climb(FOUNDATION, 1);
  const rest = foundation.failed > 0 ? [] : [await climb(independent(), 2), await climb(alone(), 1)];
  const { passed, failed, skipped, failures } = together([foundation, ...rest]);
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map((line) => `  ${line}`).join('\n')}`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

/** These may share the machine. The longest first, so that nobody waits for one at the end. */
function independent() {
  const suites = longestFirst().map(suite);
  return [...suites, ...engines(), hermes, ...workspaces().map(types), lint, unused, scripts, lock];
}

/** These measure times, or take ports and namespaces. */
function alone() {
  return [lifetime, browser, ...scenarios()];
}

function prepared({ problem }) {
  return problem === undefined ? byResult({ passed: true, output: '' }) : failedBecause(problem);
}
