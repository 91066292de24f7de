import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloneLine } from '../cli/clone-line.ts';
import type { StateDirectory } from './state-directory.ts';

/** `running.<process id>.<its start>`: who holds a directory is in the name, so nobody takes another one's file. */
const NAME = /^running\.(\d+)\.(\d+)$/;

/**
 * Makes this process the only node of a state directory; the returned function ends that. Throws where another one
 * runs. What a crashed node left is taken away: a process is known by its id and the time at which it started.
 *
 * Each process first says that it is there and then looks for others, so of two that start at once never both go on;
 * in the worst case neither does.
 */
export function lockInstance(directory: StateDirectory): () => void {
  const own = `running.${process.pid}.${startOf(process.pid)}`;
  const path = join(directory.path, own);
  try {
    writeFileSync(path, '', { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw inUse(directory, process.pid);
    throw error;
  }
  const other = livingOther(directory, own);
  if (other === undefined) return () => rmSync(path, { force: true });
  rmSync(path, { force: true });
  throw inUse(directory, other);
}

/** The process id of another node that runs here; files of processes that are gone are removed. */
function livingOther(directory: StateDirectory, own: string): number | undefined {
  let living: number | undefined;
  for (const name of readdirSync(directory.path)) {
    const [, id = '', start] = NAME.exec(name) ?? [];
    if (id === '' || name === own) continue;
    if (startOf(Number(id)) === start) living = Number(id);
    else rmSync(join(directory.path, name), { force: true });
  }
  return living;
}

function inUse(directory: StateDirectory, process: number): Error {
  return new Error(
    `a node runs with the state directory ${directory.path} already (process ${process}): ` +
      `stop it (${cloneLine('down', directory.path)}), or give this one another directory with --state`,
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
