import { fileURLToPath } from 'node:url';
import type { Lab } from '../lab.ts';
import type { LabRealm } from '../realm/lab-realm.ts';
import { type LabProcess, until } from '../shell.ts';
import { TSX_LOADER } from '../tsx-loader.ts';

const PROGRAM = fileURLToPath(new URL('./crowd.ts', import.meta.url));

/** Many real nodes in one process at the site `crowd`. */
export class Crowd {
  readonly size: number;
  readonly #process: LabProcess;
  #from = 0;

  private constructor(size: number, process: LabProcess) {
    this.size = size;
    this.#process = process;
  }

  /** Starts so many and waits until all are registered. */
  static async start(lab: Lab, system: LabRealm, size: number): Promise<Crowd> {
    const { namespace, outer } = system.site('crowd');
    const words = ['--import', TSX_LOADER, PROGRAM, system.enrolment, String(size), outer.v4];
    const crowd = new Crowd(size, lab.start(namespace, 'crowd', process.execPath, ...words));
    await until('the crowd is registered', 180_000, async () => {
      if (!crowd.#process.running) throw new Error(`the crowd ended: ${crowd.#process.output()}`);
      return crowd.#counts().at(-1) === size ? true : undefined;
    });
    return crowd;
  }

  /** Starts a new time over which `fewestRegistered` is told. */
  forget(): void {
    this.#from = this.#counts().length;
  }

  /** The fewest that were registered in any second since. */
  get fewestRegistered(): number {
    return Math.min(this.size, ...this.#counts().slice(this.#from));
  }

  #counts(): number[] {
    const lines = this.#process.output().split('\n');
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line).registered);
  }
}
