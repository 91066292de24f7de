#!/usr/bin/env node
// Compiles engine and offloads with their C++ checks under the address and undefined behaviour sanitizers, and runs
// them. Ends with 0 where all is well, 1 where not, 2 with a reason where this machine cannot compile them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprintOf } from './fingerprint.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'build', 'native-check');
const program = join(folder, 'check');
const stamp = join(folder, '.sources');
const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const compiler = process.env.CXX ?? 'g++';

/** Whether the compiler, its sanitizers and a libcrypto of the system are there. */
function canCompile() {
  const source = '#include <openssl/evp.h>\nint main() { return EVP_chacha20_poly1305() == nullptr; }\n';
  const words = ['-std=c++20', '-x', 'c++', '-', ...sanitizers, '-lcrypto', '-o', join(folder, 'probe')];
  return spawnSync(compiler, words, { input: source }).status === 0;
}

function sourcesIn(name) {
  return readdirSync(join(root, name))
    .filter((file) => file.endsWith('.cpp'))
    .map((file) => join(root, name, file));
}

function compile() {
  const offloads = sourcesIn('drivers/linux').filter((file) => /tcp_\w+\.cpp$/.test(file));
  const sources = [...sourcesIn('engine'), ...offloads, ...sourcesIn('test/native')];
  const flags = ['-std=c++20', '-O1', '-g', '-Wall', '-Wextra', '-Wno-missing-field-initializers', '-Werror'];
  const words = [...flags, ...sanitizers, '-I', join(root, 'include'), ...sources, '-lcrypto', '-o', program];
  return spawnSync(compiler, words, { stdio: 'inherit' }).status === 0;
}

function main() {
  mkdirSync(folder, { recursive: true });
  const wanted = fingerprintOf(root, ['engine', 'drivers', 'test/native', 'scripts/check-native.mjs']);
  if (!existsSync(program) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    if (!canCompile()) {
      console.log(`no ${compiler} with sanitizers and libcrypto's development files`);
      return 2;
    }
    if (!compile()) return 1;
    writeFileSync(stamp, wanted);
  }
  return spawnSync(program, { stdio: 'inherit' }).status === 0 ? 0 : 1;
}

process.exitCode = main();
