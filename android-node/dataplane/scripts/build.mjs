#!/usr/bin/env node
// Compiles the addon with node-gyp unless what stands in build/ was made from these very sources for this node.
// Plain JavaScript that needs only node-gyp, since it runs while dependencies are installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprintOf } from './fingerprint.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const addon = join(root, 'build', 'Release', 'ntm_dataplane.node');
const stamp = join(root, 'build', '.sources');

/** Where node's headers stand beside its binary, nothing is downloaded. */
function headerArguments() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

function main() {
  const wanted = fingerprintOf(root, ['binding.gyp', 'include', 'engine', 'drivers', 'bindings']);
  if (existsSync(addon) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 0;
  const nodeGyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  const result = spawnSync(
    process.execPath,
    [nodeGyp, 'configure', 'build', '--silent', ...headerArguments()],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (result.status !== 0) {
    console.error(`${result.stdout}${result.stderr}`);
    console.error(
      'The data plane could not be compiled. It needs Linux, Python 3, make and a C++20 compiler.',
    );
    return 1;
  }
  writeFileSync(stamp, wanted);
  return 0;
}

process.exitCode = main();
