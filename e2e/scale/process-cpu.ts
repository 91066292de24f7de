import { readdirSync, readFileSync } from 'node:fs';

/**
 * Time that a process's threads have spent on a core so far, in milliseconds, as the scheduler counts it
 * (`/proc/PID/task/*\/schedstat`, nanoseconds). Threads that have ended are not in it; undefined where it is gone.
 */
export function processCpuMs(pid: number): number | undefined {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks.reduce((sum, task) => sum + threadCpuMs(`/proc/${pid}/task/${task}`), 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}

function threadCpuMs(path: string): number {
  return Number(readFileSync(`${path}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

/** What share of a core a process has used since the last look. */
export class CpuMeter {
  #pid: number | undefined;
  #cpuMs = 0;
  #at = 0;

  /** Percent of one core; undefined at the first look at this process, or where it is gone. */
  look(pid: number | undefined): number | undefined {
    const cpuMs = pid === undefined ? undefined : processCpuMs(pid);
    const at = performance.now();
    const isSame = pid !== undefined && pid === this.#pid;
    const share = isSame && cpuMs !== undefined ? (100 * (cpuMs - this.#cpuMs)) / (at - this.#at) : undefined;
    this.#pid = cpuMs === undefined ? undefined : pid;
    this.#cpuMs = cpuMs ?? 0;
    this.#at = at;
    return share;
  }
}
