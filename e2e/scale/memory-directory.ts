import type { StateDirectory } from '../../android-node/linux/src/state/state-directory.ts';

/** A node's state directory in memory: a thousand nodes would measure the disk of one machine. */
export class MemoryDirectory implements StateDirectory {
  readonly path: string;
  readonly #onWrite: (path: string) => void;
  readonly #files = new Map<string, string>();
  readonly #children = new Map<string, MemoryDirectory>();

  /** `onWrite` is told the path of each file that is written. */
  constructor(path: string, onWrite: (path: string) => void) {
    this.path = path;
    this.#onWrite = onWrite;
  }

  child(name: string): MemoryDirectory {
    let child = this.#children.get(name);
    if (child === undefined) {
      child = new MemoryDirectory(`${this.path}/${name}`, this.#onWrite);
      this.#children.set(name, child);
    }
    return child;
  }

  read(name: string): string | undefined {
    return this.#files.get(name);
  }

  write(name: string, content: string): void {
    this.#files.set(name, content);
    this.#onWrite(`${this.path}/${name}`);
  }

  create(name: string, content: string): void {
    if (!this.#files.has(name)) this.write(name, content);
  }

  remove(name: string): void {
    this.#files.delete(name);
  }

  list(): string[] {
    return [...this.#files.keys()];
  }
}
