import type { StateDirectory } from './state-directory.ts';

/** How long what is to be saved soon waits for more of its kind. */
const SOON_MS = 500;

/** The core's stored state (TAI64N stamps, remembered keys): one file per key, so that each rewrites only itself. */
export class KeyValueStore {
  readonly #directory: StateDirectory;
  readonly #waiting = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(directory: StateDirectory) {
    this.#directory = directory;
  }

  all(): Record<string, string> {
    const entries: Record<string, string> = {};
    for (const name of this.#directory.list()) {
      const value = this.#directory.read(name);
      if (value !== undefined) entries[decodeURIComponent(name)] = value;
    }
    return entries;
  }

  /** Durable when it returns, or within a second where that is enough. An empty value deletes the key. */
  save(key: string, value: string, urgency: 'now' | 'soon' = 'now'): void {
    if (urgency === 'soon') {
      this.#waiting.set(key, value);
      this.#timer ??= setTimeout(() => this.flush(), SOON_MS);
      return;
    }
    this.#waiting.delete(key);
    this.#write(key, value);
  }

  /** Makes durable what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [key, value] of this.#waiting) this.#write(key, value);
    this.#waiting.clear();
  }

  #write(key: string, value: string): void {
    const name = fileName(key);
    if (value === '') this.#directory.remove(name);
    else this.#directory.write(name, value);
  }
}

/** File name of a key: percent-encoded, dots too, so that no key leaves the directory or looks half-written. */
function fileName(key: string): string {
  return encodeURIComponent(key).replaceAll('.', '%2E');
}
