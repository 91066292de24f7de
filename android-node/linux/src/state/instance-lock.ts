import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StateDirectory } from './state-directory.ts';

const FILE = 'running';

/**
 * Makes this process the only node of a state directory; the returned function ends that. Throws where another one
 * runs. What a crashed node left is taken over: a process is known by its id and the time at which it started.
 */
export function lockInstance(directory: StateDirectory): () => void {
  const path = join(directory.path, FILE);
  const fresh = join(directory.path, `${FILE}.${process.pid}.new`);
  writeFileSync(fresh, `${process.pid} ${startOf(process.pid)}\n`, { mode: 0o600 });
  try {
    // A link is made whole or not at all, and never over another one.
    if (!linked(fresh, path)) {
      refuseLivingHolder(directory);
      rmSync(path, { force: true });
      if (!linked(fresh, path)) refuseLivingHolder(directory);
    }
  } finally {
    rmSync(fresh, { force: true });
  }
  return () => rmSync(path, { force: true });
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function refuseLivingHolder(directory: StateDirectory): void {
  const [id = '', start] = (directory.read(FILE) ?? '').trim().split(' ');
  if (start === undefined || startOf(Number(id)) !== start) return;
  throw new Error(
    `a node runs with the state directory ${directory.path} already (process ${id}): ` +
      'stop it with "ntm-node down", or give this one another directory with --state',
  );
}

/** Clock ticks from boot to the start of a process (proc(5), stat, field 22); undefined when there is none. */
function startOf(id: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
    // The name before may hold spaces and brackets; what follows its last bracket starts with field 3.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
