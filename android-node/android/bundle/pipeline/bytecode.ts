import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the package keeps the compiler of each platform. */
const COMPILERS: Readonly<Record<string, string>> = {
  'linux-x64': 'linux64-bin/hermesc',
  'darwin-x64': 'osx-bin/hermesc',
  'darwin-arm64': 'osx-bin/hermesc',
  'win32-x64': 'win64-bin/hermesc.exe',
};

/** Bytecode begins with a magic number of 8 bytes, then the version as little-endian u32. */
const VERSION_OFFSET = 8;

/** The compiler for this machine, or undefined where the package has none. */
export function compilerPath(): string | undefined {
  const name = COMPILERS[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  const manifest = createRequire(import.meta.url).resolve('hermes-compiler/package.json');
  return join(dirname(manifest), 'hermesc', name);
}

/**
 * Compiles a plain script, optimised.
 * @throws with the compiler's own words when it refuses
 */
export function bytecodeOf(script: string, compiler: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'ntmobile-bytecode-'));
  const [source, target] = [join(folder, 'core.js'), join(folder, 'core.hbc')];
  try {
    writeFileSync(source, script);
    execFileSync(compiler, ['-O', '-w', '-emit-binary', '-out', target, source], { stdio: 'pipe' });
    return readFileSync(target);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The version of a bytecode; an engine of another one refuses it. */
export function bytecodeVersion(bytecode: Uint8Array): number {
  return new DataView(bytecode.buffer, bytecode.byteOffset).getUint32(VERSION_OFFSET, true);
}
