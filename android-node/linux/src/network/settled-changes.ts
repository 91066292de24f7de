import type { NetworkInterface } from '@ntmobile/node-core';
import { NetworkMonitor } from './network-monitor.ts';

/** Who brings an interface up adds its routes and rules right after that. */
const SETTLED_AFTER_MS = 2_000;

/** Tells once when the networks have changed and then stayed the same for 2 s; `check` is to be called each second. */
export class SettledChanges {
  readonly #monitor: NetworkMonitor;
  #due: NodeJS.Timeout | undefined;

  constructor(look: () => readonly NetworkInterface[], onSettled: () => void) {
    this.#monitor = new NetworkMonitor({
      look,
      onChange: () => {
        clearTimeout(this.#due);
        this.#due = setTimeout(onSettled, SETTLED_AFTER_MS);
      },
      // Whoever calls looks at the same networks, is refused as well and tells.
      onRefused: () => undefined,
    });
  }

  check(): void {
    this.#monitor.check();
  }

  /** Nothing is told any more. */
  end(): void {
    clearTimeout(this.#due);
  }
}
