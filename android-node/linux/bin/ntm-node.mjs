#!/usr/bin/env node
// Runs the TypeScript sources through tsx; registering the loader here keeps it one process, so signals and
// exit codes are the node's own.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../src/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
