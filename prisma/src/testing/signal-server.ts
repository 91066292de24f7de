import { readFileSync } from 'node:fs';
import type { EmbeddedPostgres } from '../../embedded/index.mjs';

/**
 * Stops a server in the middle of everything, or lets it go on: it accepts connections meanwhile, for the system does
 * that, and says nothing. To the server and each process that it has for a connection.
 */
export function signalServer({ pid }: EmbeddedPostgres, signal: 'SIGSTOP' | 'SIGCONT'): void {
  if (pid === undefined) throw new Error('the server is not a process of ours');
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  process.kill(pid, signal);
  for (const child of children.filter(Boolean)) signalIfThere(Number(child), signal);
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Its connection ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
