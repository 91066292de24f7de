#!/usr/bin/env node
// Compiles engine and offloads with their C++ checks under the address and undefined behaviour sanitizers, and runs
// them: the checks, published vectors of sealed texts, and every kept input of the fuzz targets. Ends with 0 where all is
// well, 1 where not, 2 with a reason where this machine cannot compile them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { compileNative, root } from './native-program.mjs';
import { writeSealedVectors } from './sealed-vectors.mjs';

const folder = join(root, 'build', 'native-check');

const made = await compileNative({
  folder,
  compiler: process.env.CXX ?? 'g++',
  sanitizers: ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
  sourceFolders: ['fuzz', 'test/native'],
  without: 'fuzz/libfuzzer.cpp',
});
if ('program' in made) {
  const vectors = join(folder, 'sealed-vectors.txt');
  writeSealedVectors(vectors);
  const { status } = spawnSync(made.program, [join(root, 'fuzz', 'corpus'), vectors], { stdio: 'inherit' });
  process.exitCode = status === 0 ? 0 : 1;
} else {
  if ('cannot' in made) console.log(made.cannot);
  process.exitCode = 'cannot' in made ? 2 : 1;
}
