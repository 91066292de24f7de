import type { Lab } from './lab.ts';
import { type LabProcess, until } from './shell.ts';

/** What has passed when the watch ends may still be on its way to its output. */
const SETTLE_MS = 500;

/** Packets that pass an interface of a namespace, as tcpdump prints them: one line each. */
export class PacketWatch {
  readonly #process: LabProcess;

  private constructor(process: LabProcess) {
    this.#process = process;
  }

  /** Starts it and waits until it sees; the filter is pcap's, such as `src host 198.18.0.5`. */
  static async start(
    lab: Lab,
    of: { readonly namespace: string; readonly device: string; readonly filter: string },
  ): Promise<PacketWatch> {
    const words = ['-n', '-l', '-i', of.device, ...of.filter.split(' ')];
    const started = lab.start(of.namespace, `tcpdump-${performance.now()}`, 'tcpdump', ...words);
    await until('tcpdump listens', 20_000, async () =>
      started.output().includes('listening on') ? true : undefined,
    );
    return new PacketWatch(started);
  }

  /** Ends it and gives the lines of the packets seen. */
  async stop(): Promise<string[]> {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    await this.#process.stop();
    return this.#process
      .output()
      .split('\n')
      .filter((line) => /\bIP6? /.test(line));
  }
}
