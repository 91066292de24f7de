#!/usr/bin/env node
// Runs the TypeScript sources through tsx; registering the loader here keeps it one process, so signals and
// exit codes are the node's own.
import { setFlagsFromString } from 'node:v8';
import { register } from 'tsx/esm/api';

// A node is idle for hours, and then a first packet waits for it: the engine is not to forget compiled code meanwhile.
setFlagsFromString('--no-flush-bytecode');
register();
const { main } = await import('../src/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
