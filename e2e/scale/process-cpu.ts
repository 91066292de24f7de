import { readdirSync, readFileSync } from 'node:fs';

/**
 * Time that a process's threads have spent on a core so far, in milliseconds, as the scheduler counts it
 * (`/proc/PID/task/*\/schedstat`, nanoseconds). Threads that have ended are not in it; undefined where it is gone.
 */
export function processCpuMs(pid: number): number | undefined {
  return unlessGone(() => {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks.reduce((sum, task) => sum + schedulerMs(`/proc/${pid}/task/${task}`, 0), 0);
  });
}

/**
 * Time that a process's first thread was ready so far and waited for a core, in milliseconds: what others took of its time,
 * by the scheduler's count. Undefined where it is gone.
 */
export function waitedForCoreMs(pid: number): number | undefined {
  return unlessGone(() => schedulerMs(`/proc/${pid}/task/${pid}`, 1));
}

function unlessGone<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}

/** The scheduler counts nanoseconds on a core, and then those of waiting for one. */
function schedulerMs(path: string, field: 0 | 1): number {
  return Number(readFileSync(`${path}/schedstat`, 'utf8').split(' ')[field]) / 1e6;
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
