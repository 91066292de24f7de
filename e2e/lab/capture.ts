import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab.ts';
import { type LabProcess, run, until } from './shell.ts';

/** A capture of interfaces, written to a file of the lab. */
export class Capture {
  readonly #process: LabProcess;
  readonly path: string;

  private constructor(process: LabProcess, path: string) {
    this.#process = process;
    this.path = path;
  }

  /** Starts tshark and waits until it captures. */
  static async start(
    lab: Lab,
    namespace: string,
    devices: readonly string[],
    name: string,
  ): Promise<Capture> {
    const path = join(lab.directory, `${name}.pcapng`);
    const words = ['-q', '-w', path, ...devices.flatMap((device) => ['-i', device])];
    const started = lab.start(namespace, `tshark-${name}`, 'tshark', ...words);
    // It speaks of capturing before it does; the file is made once the interfaces are open.
    await until(`tshark captures ${devices.join(' and ')}`, 10_000, async () =>
      started.output().includes('Capturing on') && existsSync(path) ? true : undefined,
    );
    return new Capture(started, path);
  }

  /** Ends the capture; what was seen by then is in the file. */
  stop(): Promise<void> {
    return this.#process.stop();
  }
}

/** Decodes a capture: one row for each packet that the filter keeps, one text for each field. */
export async function decode(
  path: string,
  of: {
    readonly preferences: readonly string[];
    readonly filter: string;
    readonly fields: readonly string[];
  },
): Promise<string[][]> {
  const words = ['-r', path, '-Y', of.filter, '-T', 'fields', '-E', 'occurrence=f'];
  for (const preference of of.preferences) words.push('-o', preference);
  for (const field of of.fields) words.push('-e', field);
  const output = await run('tshark', ...words);
  const lines = output.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.split('\t'));
}
