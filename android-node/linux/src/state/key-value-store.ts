import type { StateDirectory } from './state-directory.ts';

/**
 * The core's stored state (last TAI64N stamps, remembered keys): one file per key, so that a stamp taken before
 * each handshake rewrites only itself.
 */
export class KeyValueStore {
  readonly #directory: StateDirectory;

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

  /** An empty value deletes the key. */
  save(key: string, value: string): void {
    const name = fileName(key);
    if (value === '') this.#directory.remove(name);
    else this.#directory.write(name, value);
  }
}

/** File name of a key: percent-encoded, dots too, so that no key leaves the directory or looks half-written. */
function fileName(key: string): string {
  return encodeURIComponent(key).replaceAll('.', '%2E');
}
