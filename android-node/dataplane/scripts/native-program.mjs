import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprintOf } from './fingerprint.mjs';
import { compileObjects } from './native-objects.mjs';

/** The folder of the data plane. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const flags = ['-std=c++20', '-O1', '-g', '-Wall', '-Wextra', '-Wno-missing-field-initializers', '-Werror'];

/** Sources and headers of a folder, relative to the data plane. */
function filesIn(folder) {
  return readdirSync(join(root, folder))
    .filter((file) => /\.(cpp|h)$/.test(file))
    .map((file) => join(folder, file));
}

const sourcesIn = (folder) => filesIn(folder).filter((file) => file.endsWith('.cpp'));

/** Parts of the drivers that need no other. */
const alone = /\/(tcp_\w+|divided_socket|socket_address)\.cpp$/;

/** The engine and these parts, which every program of the checks holds, and what stands in the given folders. */
function sourcesOf(folders) {
  const drivers = sourcesIn('drivers/linux').filter((file) => alone.test(file));
  return [...sourcesIn('engine'), ...drivers, ...folders.flatMap(sourcesIn)];
}

/** Whether the compiler, its sanitizers and a libcrypto of the system are there. */
function canCompile({ folder, compiler, sanitizers }) {
  const source =
    '#include <openssl/evp.h>\n#include <cstdint>\n' +
    'extern "C" int LLVMFuzzerTestOneInput(const uint8_t *, size_t) { return EVP_chacha20_poly1305() == nullptr; }\n' +
    (sanitizers.some((each) => each.includes('fuzzer')) ? '' : 'int main() { return 0; }\n');
  const words = ['-std=c++20', '-x', 'c++', '-', ...sanitizers, '-lcrypto', '-o', join(folder, 'probe')];
  return spawnSync(compiler, words, { input: source }).status === 0;
}

/**
 * Compiles engine, parts of the drivers and the given folders into one program, unless it was compiled from the same
 * before; of one that was, only the sources that changed since.
 * @param {{ folder: string, compiler: string, sanitizers: string[], sourceFolders: string[], without: string }} what
 *   `folder`: absolute, holds the program; `sourceFolders`: of the data plane; `without`: the other program's entry
 * @returns {Promise<{ program: string } | { cannot: string } | { failed: true }>} `cannot`: this machine has not what it needs
 */
export async function compileNative(what) {
  const { folder, compiler, sanitizers, sourceFolders } = what;
  const sources = sourcesOf(sourceFolders).filter((file) => file !== what.without);
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'check');
  const stamp = join(folder, '.sources');
  const read = ['engine', 'drivers', ...sourceFolders.flatMap(filesIn), 'test/native/checks.h'];
  const wanted = fingerprintOf(root, [...read, 'scripts/native-program.mjs', 'scripts/native-objects.mjs']);
  if (existsSync(program) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { program };
  if (!canCompile(what)) {
    return { cannot: `no ${compiler} with ${sanitizers[0]} and libcrypto's development files` };
  }
  const words = [...flags, ...sanitizers, '-I', 'include'];
  const objects = await compileObjects({ root, compiler, words, sources, folder: join(folder, 'objects') });
  if (objects === undefined) return { failed: true };
  const link = [...sanitizers, ...objects, '-lcrypto', '-o', program];
  const { status } = spawnSync(compiler, link, { cwd: root, stdio: 'inherit' });
  if (status !== 0) return { failed: true };
  writeFileSync(stamp, wanted);
  return { program };
}
