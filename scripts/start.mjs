#!/usr/bin/env node
// Brings up the whole system on this machine. Plain JavaScript that needs nothing installed.
import { nodeVersionProblem } from './start/node-version.mjs';

const problem = nodeVersionProblem(process.versions.node);
if (problem === undefined) {
  const { start } = await import('./start/start.mjs');
  await start();
} else {
  console.error(problem);
  process.exitCode = 1;
}
