import { readdirSync, readFileSync } from 'node:fs';
import type { Pool } from 'pg';

/** Milliseconds of a tick of `/proc/PID/stat` on Linux (USER_HZ is 100). */
const TICK_MS = 10;

/** CPU time of the whole server so far, in milliseconds: its processes that run, and those that have ended. */
export async function databaseCpuMs(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const server = statOf(rows[0]?.pid ?? 0)?.parent ?? 0;
  const running = readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
    .filter(({ parent }) => parent === server);
  const ticks = running.reduce((sum, { own }) => sum + own, statOf(server)?.withEnded ?? 0);
  return ticks * TICK_MS;
}

/** Ticks of a process, alone and with its children that have ended (proc(5): fields 4 and 14 to 17). */
function statOf(pid: number): { parent: number; own: number; withEnded: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15) as [number, number, number, number];
    const own = user + system;
    return { parent: fields[1] as number, own, withEnded: own + endedUser + endedSystem };
  } catch {
    return undefined;
  }
}
