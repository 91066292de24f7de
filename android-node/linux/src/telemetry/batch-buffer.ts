import type { StateDirectory } from '../state/state-directory.ts';

/** A batch as it waits: its place, and the exact bytes to publish. */
export interface BufferedBatch {
  readonly bootId: string;
  readonly sequence: number;
  readonly body: string;
}

interface Entry {
  readonly name: string;
  readonly order: number;
  readonly bootId: string;
  readonly sequence: number;
}

/**
 * Telemetry that no server has committed yet, oldest first, one file per batch. A broker's acknowledgement frees
 * nothing; the server's (boot id, sequence) does. Bounded: beyond `limit` batches the oldest are given up.
 */
export class BatchBuffer {
  readonly #directory: StateDirectory;
  readonly #limit: number;
  #entries: Entry[];
  #dropped = 0;

  constructor(directory: StateDirectory, limit: number) {
    this.#directory = directory;
    this.#limit = limit;
    this.#entries = directory
      .list()
      .flatMap((name) => parseName(name) ?? [])
      .sort((a, b) => a.order - b.order);
  }

  /** Batches given up for want of room since start. */
  get dropped(): number {
    return this.#dropped;
  }

  get length(): number {
    return this.#entries.length;
  }

  append(batch: BufferedBatch): void {
    const order = (this.#entries.at(-1)?.order ?? 0) + 1;
    const name = `${String(order).padStart(12, '0')}_${batch.bootId}_${batch.sequence}`;
    this.#directory.write(name, batch.body);
    this.#entries.push({ name, order, bootId: batch.bootId, sequence: batch.sequence });
    while (this.#entries.length > this.#limit) this.#giveUpOldest();
  }

  /** The waiting batches, oldest first. */
  *waiting(): Generator<BufferedBatch> {
    for (const { name, bootId, sequence } of [...this.#entries]) {
      const body = this.#directory.read(name);
      if (body !== undefined) yield { bootId, sequence, body };
    }
  }

  /** Frees all batches of this boot up to and with this sequence. */
  acknowledge(bootId: string, sequence: number): void {
    const done = (entry: Entry) => entry.bootId === bootId && entry.sequence <= sequence;
    for (const entry of this.#entries.filter(done)) this.#directory.remove(entry.name);
    this.#entries = this.#entries.filter((entry) => !done(entry));
  }

  #giveUpOldest(): void {
    const oldest = this.#entries.shift();
    if (oldest === undefined) return;
    this.#directory.remove(oldest.name);
    this.#dropped++;
  }
}

function parseName(name: string): Entry | undefined {
  const match = /^(\d{12})_([0-9A-Za-z-]+)_(\d+)$/.exec(name);
  if (!match) return undefined;
  return { name, order: Number(match[1]), bootId: String(match[2]), sequence: Number(match[3]) };
}
