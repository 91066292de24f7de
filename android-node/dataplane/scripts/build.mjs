#!/usr/bin/env node
// Compiles the addon with node-gyp unless what stands in build/ was made from these very sources for this node.
// Plain JavaScript that needs only node-gyp, since it runs while dependencies are installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const addon = join(root, 'build', 'Release', 'ntm_dataplane.node');
const stamp = join(root, 'build', '.sources');

/** Every file that the addon is made from, in a fixed order. */
function sources() {
  const folders = ['include', 'engine', 'drivers', 'bindings'].filter((name) => existsSync(join(root, name)));
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
  return [join(root, 'binding.gyp'), ...files.sort()];
}

/** What the result depends on: the sources, and the node whose interface they are compiled against. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}`);
  for (const file of sources()) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

/** Where node's headers stand beside its binary, nothing is downloaded. */
function headerArguments() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

function main() {
  const wanted = fingerprint();
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
