import { fileURLToPath } from 'node:url';
import type { Lab } from '../lab.ts';
import type { LabRealm } from '../realm/lab-realm.ts';
import { type LabProcess, until } from '../shell.ts';
import { TSX_LOADER } from '../tsx-loader.ts';

const PROGRAM = fileURLToPath(new URL('./newcomers.ts', import.meta.url));

/** Nodes that nobody has heard of, which come one after the other from the site `newcomers`. */
export class Newcomers {
  readonly #count: number;
  readonly #process: LabProcess;

  private constructor(count: number, process: LabProcess) {
    this.#count = count;
    this.#process = process;
  }

  /** Enrols them; they say nothing yet. */
  static async enrol(lab: Lab, system: LabRealm, count: number): Promise<Newcomers> {
    const { namespace, outer } = system.site('newcomers');
    const words = ['--import', TSX_LOADER, PROGRAM, system.enrolment, String(count), outer.v4];
    const newcomers = new Newcomers(count, lab.start(namespace, 'newcomers', process.execPath, ...words));
    await until('the newcomers are enrolled', 60_000, async () => {
      if (!newcomers.#process.running) throw new Error(`newcomers ended: ${newcomers.#process.output()}`);
      return newcomers.#process.output().includes('enrolled') || undefined;
    });
    return newcomers;
  }

  /** Lets them come; milliseconds from the start of each to its registration, those within the time. */
  async arrive(withinMs: number): Promise<readonly number[]> {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error('the newcomers are gone');
    process.kill(pid, 'SIGUSR2');
    const all = async () => (this.#arrived().length === this.#count ? true : undefined);
    // Those that did not make it are missed in the list.
    await until('the newcomers are registered', withinMs, all).catch(() => undefined);
    return this.#arrived();
  }

  #arrived(): number[] {
    const lines = this.#process.output().split('\n');
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line).ms);
  }
}
