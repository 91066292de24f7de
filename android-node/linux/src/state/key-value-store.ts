import type { StateDirectory } from './state-directory.ts';

/** How long what is to be saved soon waits for more of its kind. */
const SOON_MS = 500;
/** When what the disk did not take is tried again. */
const RETRY_MS = 5_000;

/** The core's stored state (TAI64N stamps, remembered keys): one file per key, so that each rewrites only itself. */
export class KeyValueStore {
  readonly #directory: StateDirectory;
  readonly #onFailed: (error: Error) => void;
  readonly #waiting = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  /** `onFailed`: the disk does not take what waits; a node goes on, and it is tried again each 5 s. */
  constructor(directory: StateDirectory, onFailed: (error: Error) => void = () => undefined) {
    this.#directory = directory;
    this.#onFailed = onFailed;
  }

  all(): Record<string, string> {
    const entries: Record<string, string> = {};
    for (const name of this.#directory.list()) {
      const value = this.#directory.read(name);
      if (value !== undefined) entries[decodeURIComponent(name)] = value;
    }
    return entries;
  }

  /**
   * Durable when it returns, or within a second where that is enough; later where the disk does not take it. An empty
   * value deletes the key.
   */
  save(key: string, value: string, urgency: 'now' | 'soon' = 'now'): void {
    this.#waiting.set(key, value);
    if (urgency === 'now') this.#write(key, value);
    else this.#timer ??= setTimeout(() => this.flush(), SOON_MS);
  }

  /** Makes durable what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [key, value] of this.#waiting) if (!this.#write(key, value)) return;
  }

  /** False where the disk does not take it: it waits on. */
  #write(key: string, value: string): boolean {
    const name = fileName(key);
    try {
      if (value === '') this.#directory.remove(name);
      else this.#directory.write(name, value);
    } catch (error) {
      this.#onFailed(error as Error);
      this.#timer ??= setTimeout(() => this.flush(), RETRY_MS).unref();
      return false;
    }
    this.#waiting.delete(key);
    return true;
  }
}

/** File name of a key: percent-encoded, dots too, so that no key leaves the directory or looks half-written. */
function fileName(key: string): string {
  return encodeURIComponent(key).replaceAll('.', '%2E');
}
