#!/usr/bin/env node
// Runs every check of the project and ends with one line: `N passed, N failed, N skipped`.
// Plain JavaScript that needs nothing installed, since it is the first thing a fresh clone runs.
import { nodeVersionProblem } from './start/node-version.mjs';

const problem = nodeVersionProblem(process.versions.node);
if (problem === undefined) {
  const { runChecks } = await import('./test/run.mjs');
  await runChecks();
} else {
  console.error(problem);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
