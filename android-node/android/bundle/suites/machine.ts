import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bytecodeOf } from '../pipeline/bytecode.ts';

/** Several times what a busy computer needs; a run that takes longer hangs. */
const LIMIT_MS = 600_000;

/** Where the package keeps its programs for each platform. */
const FOLDERS: Readonly<Record<string, string>> = {
  'linux-x64': 'linux64-bin',
  'darwin-x64': 'osx-bin',
  'darwin-arm64': 'osx-bin',
  'win32-x64': 'win64-bin',
};

export interface Machine {
  /** Compiles a script to this machine's bytecode. */
  readonly compiler: string;
  /** Runs bytecode. */
  readonly engine: string;
}

/** The Hermes machine that can be run here, or undefined where the package has none. */
export function machineHere(): Machine | undefined {
  const folder = FOLDERS[`${process.platform}-${process.arch}`];
  if (folder === undefined) return undefined;
  const manifest = createRequire(import.meta.url).resolve('hermes-engine-cli/package.json');
  const program = (name: string) =>
    join(dirname(manifest), folder, process.platform === 'win32' ? `${name}.exe` : name);
  return { compiler: program('hermesc'), engine: program('hermes') };
}

/**
 * Compiles a script, runs it to its end and gives what it printed, complaints of the machine included.
 * @throws when the script cannot be compiled
 */
export function printedBy({ compiler, engine }: Machine, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ntmobile-hermes-'));
  const file = join(folder, 'suites.hbc');
  try {
    writeFileSync(file, bytecodeOf(script, compiler));
    const limits = { timeout: LIMIT_MS, maxBuffer: 2 ** 26 };
    const { stdout, stderr, error } = spawnSync(engine, ['-b', file], { encoding: 'utf8', ...limits });
    return `${stdout}\n${stderr}\n${error?.message ?? ''}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
