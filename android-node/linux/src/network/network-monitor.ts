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

/**
 * Tells when the set of addresses changed since the last look; the first look always counts as a change, and one that
 * the system refuses as none.
 */
export class NetworkMonitor {
  readonly #look: () => readonly NetworkInterface[];
  readonly #onChange: (interfaces: readonly NetworkInterface[]) => void;
  #last = '';

  constructor(
    look: () => readonly NetworkInterface[],
    onChange: (interfaces: readonly NetworkInterface[]) => void,
  ) {
    this.#look = look;
    this.#onChange = onChange;
  }

  check(): void {
    const interfaces = unlessRefused(this.#look);
    if (interfaces === undefined) return;
    const text = JSON.stringify(interfaces);
    if (text === this.#last) return;
    this.#last = text;
    this.#onChange(interfaces);
  }
}

/** A system that is short of files or memory tells nothing for a while; a node must not end by that. */
function unlessRefused<Result>(look: () => Result): Result | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR') return undefined;
    throw error;
  }
}

/** A look at this machine. */
export function systemInterfaces(ownTun: string): NetworkInterface[] {
  return usableInterfaces(networkInterfaces(), { ownTun });
}
