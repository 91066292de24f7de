#!/usr/bin/env node
// Brings up the whole system on this machine. Plain JavaScript that needs nothing installed.
import { readArguments, USAGE } from './start/arguments.mjs';
import { nodeVersionProblem } from './start/node-version.mjs';

const { help, problem: misunderstood } = readArguments(process.argv.slice(2));
const tooOld = nodeVersionProblem(process.versions.node);
if (help) {
  process.stdout.write(USAGE);
} else if (misunderstood !== undefined) {
  console.error(misunderstood);
  process.exitCode = 2;
} else if (tooOld !== undefined) {
  console.error(tooOld);
  process.exitCode = 1;
} else {
  const { start } = await import('./start/start.mjs');
  await start();
}
