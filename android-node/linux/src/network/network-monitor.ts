import { networkInterfaces } from 'node:os';
import type { NetworkInterface } from '@ntmobile/node-core';

type SystemInterfaces = ReturnType<typeof networkInterfaces>;

/**
 * The usable interfaces: no loopback (unless asked for), no link-local addresses, not the node's own TUN.
 * Sorted, so that equal networks compare equal.
 */
export function usableInterfaces(
  system: SystemInterfaces,
  options: { readonly ownTun?: string; readonly allowLoopback?: boolean },
): NetworkInterface[] {
  const usable: NetworkInterface[] = [];
  for (const [name, addresses = []] of Object.entries(system)) {
    if (name === options.ownTun) continue;
    const kept = addresses
      .filter((entry) => (options.allowLoopback || !entry.internal) && !isLinkLocal(entry.address))
      .map((entry) => entry.address);
    if (kept.length > 0) usable.push({ name, addresses: kept.sort() });
  }
  return usable.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.') || /^fe[89ab]/i.test(address);
}

export interface NetworkMonitorOptions {
  readonly look: () => readonly NetworkInterface[];
  readonly onChange: (interfaces: readonly NetworkInterface[]) => void;
  /** The system refuses to show them: told once until a look succeeds again, with its words. */
  readonly onRefused: (message: string) => void;
}

/**
 * Tells when the set of addresses changed since the last look. The first look always counts as a change, and throws
 * where the system refuses it; a later one that is refused counts as no change.
 */
export class NetworkMonitor {
  readonly #options: NetworkMonitorOptions;
  #last: string | undefined;
  #isRefused = false;

  constructor(options: NetworkMonitorOptions) {
    this.#options = options;
  }

  check(): void {
    const interfaces = this.#look();
    if (interfaces === undefined) return;
    const text = JSON.stringify(interfaces);
    if (text === this.#last) return;
    this.#last = text;
    this.#options.onChange(interfaces);
  }

  /** A system that is short of files or memory shows nothing for a while; a node that runs must not end by that. */
  #look(): readonly NetworkInterface[] | undefined {
    try {
      const interfaces = this.#options.look();
      this.#isRefused = false;
      return interfaces;
    } catch (error) {
      if (this.#last === undefined || !isRefusal(error)) throw error;
      if (!this.#isRefused) this.#options.onRefused(error.message);
      this.#isRefused = true;
      return undefined;
    }
  }
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR';
}

/** A look at this machine. */
export function systemInterfaces(ownTun: string): NetworkInterface[] {
  return usableInterfaces(networkInterfaces(), { ownTun });
}
