import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ends, start, stop } from './namespaces.ts';

/** Inner addresses of the two ends. */
export const inner = { a: '198.18.0.1', b: '198.18.0.2' } as const;

/** Starts a data plane in each namespace, with sessions of each other. */
export async function openTunnel(): Promise<ChildProcess[]> {
  const entry = fileURLToPath(new URL('fixed-key-end.ts', import.meta.url));
  const words = [process.execPath, '--import', fileURLToPath(import.meta.resolve('tsx')), entry];
  return Promise.all([
    start('a', [...words, 'a', ends.a.address, ends.b.address], true),
    start('b', [...words, 'b', ends.b.address, ends.a.address], true),
  ]);
}

export async function closeTunnel(programs: readonly ChildProcess[]): Promise<void> {
  for (const program of programs) await stop(program);
}
