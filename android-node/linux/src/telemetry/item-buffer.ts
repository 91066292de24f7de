import type { StateDirectory } from '../state/state-directory.ts';
import { isSystemError } from '../state/system-error.ts';

/** The process or the system is short of files or memory: the same file can be read later. */
const SHORTAGES: readonly unknown[] = ['EMFILE', 'ENFILE', 'ENOMEM'];

/** Consecutive items of one boot, the oldest that are held. */
export interface Run {
  readonly bootId: string;
  /** Number of the first item. */
  readonly sequence: number;
  readonly bodies: readonly string[];
}

interface Entry {
  readonly name: string;
  readonly order: number;
  readonly bootId: string;
  readonly sequence: number;
}

/**
 * Samples or events that no server has committed yet, oldest first, one file each. A broker's acknowledgement frees
 * nothing; the server's (boot id, sequence) does. Bounded: beyond `limit` items the oldest are given up. Every method
 * that meets a file throws where the disk fails; what it was to free is no longer held then, and comes back at a start.
 */
export class ItemBuffer {
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

  /** Items given up for want of room or because they could not be read, since start. */
  get dropped(): number {
    return this.#dropped;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** Durable when it returns; nothing is held of it where it throws. */
  append(bootId: string, sequence: number, body: string): void {
    while (this.#entries.length >= this.#limit) this.#giveUp(this.#entries[0] as Entry);
    const order = (this.#entries.at(-1)?.order ?? 0) + 1;
    const name = `${String(order).padStart(12, '0')}_${bootId}_${sequence}`;
    this.#directory.write(name, body);
    this.#entries.push({ name, order, bootId, sequence });
  }

  /**
   * The oldest items that follow each other without a gap, at most so many and so long together. An item whose file is
   * gone or cannot be read for good is given up: it would keep back all that follow. Throws where the system is only short of
   * what reading takes.
   */
  oldestRun(maxItems: number, maxCharacters: number): Run | undefined {
    const bodies: string[] = [];
    let first: Entry | undefined;
    let characters = 0;
    for (const entry of [...this.#entries]) {
      if (bodies.length === maxItems || (first && !follows(first, bodies.length, entry))) break;
      const body = this.#read(entry);
      if (body === undefined) {
        this.#giveUp(entry);
        continue;
      }
      characters += body.length;
      if (first !== undefined && characters > maxCharacters) break;
      first ??= entry;
      bodies.push(body);
    }
    return first && { bootId: first.bootId, sequence: first.sequence, bodies };
  }

  /** Frees all items of this boot up to and with this number. */
  acknowledge(bootId: string, sequence: number): void {
    const done = (entry: Entry) => entry.bootId === bootId && entry.sequence <= sequence;
    const freed = this.#entries.filter(done);
    this.#entries = this.#entries.filter((entry) => !done(entry));
    for (const entry of freed) this.#directory.remove(entry.name);
  }

  /** Gives up one item, such as one that is no longer valid. */
  giveUp(bootId: string, sequence: number): void {
    const entry = this.#entries.find((one) => one.bootId === bootId && one.sequence === sequence);
    if (entry !== undefined) this.#giveUp(entry);
  }

  #read({ name }: Entry): string | undefined {
    try {
      return this.#directory.read(name);
    } catch (error) {
      if (isSystemError(error) && !SHORTAGES.includes(error.code)) return undefined;
      throw error;
    }
  }

  #giveUp(entry: Entry): void {
    this.#entries = this.#entries.filter((one) => one !== entry);
    this.#dropped++;
    this.#directory.remove(entry.name);
  }
}

function follows(first: Entry, count: number, next: Entry): boolean {
  return next.bootId === first.bootId && next.sequence === first.sequence + count;
}

function parseName(name: string): Entry | undefined {
  const match = /^(\d{12})_([0-9A-Za-z-]+)_(\d+)$/.exec(name);
  if (!match) return undefined;
  return { name, order: Number(match[1]), bootId: String(match[2]), sequence: Number(match[3]) };
}
