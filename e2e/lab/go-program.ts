import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWith } from './shell.ts';

const BUILD_MS = 300_000;

/** A program that was built, or the reason why it is not there. */
export type BuiltProgram = { readonly path: string } | { readonly missing: string };

/**
 * A program built from a published Go module, kept in the system's folder for temporary files so that the next run
 * is quick. `version` is exact, or `latest`, which is asked for anew each time.
 */
export async function buildGoProgram(module: string, version: string): Promise<BuiltProgram> {
  const directory = join(tmpdir(), 'ntmlab-go', `${module.replaceAll('/', '_')}@${version}`);
  const path = join(directory, module.split('/').at(-1) as string);
  if (version !== 'latest' && existsSync(path)) return { path };
  await mkdir(directory, { recursive: true });
  try {
    const env = { ...process.env, GOBIN: directory, GOFLAGS: '-mod=mod' };
    await runWith({ env, timeout: BUILD_MS }, 'go', 'install', `${module}@${version}`);
    return { path };
  } catch (error) {
    const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
    return existsSync(path) ? { path } : { missing: `not installed: ${module}@${version} (${line})` };
  }
}
