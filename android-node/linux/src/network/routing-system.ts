import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ipBatch, ipOutput } from './ip-command.ts';

export type Family = 4 | 6;

/** Runs commands of `ip` in order for one family; rejects with the words of those that failed. */
export type IpRunner = (commands: readonly (readonly string[])[], family: Family) => Promise<void>;

/** What decides on this machine where packets go. */
export interface RoutingSystem {
  readonly ip: IpRunner;
  /** What `ip rule` prints for one family. */
  readonly rules: (family: Family) => Promise<string>;
  /** Names of all interfaces, other nodes' TUNs among them. */
  readonly interfaces: () => readonly string[];
  /** False where no interface can have an address of this family, so that no network can draw its traffic either. */
  readonly has: (family: Family) => boolean;
}

/** This machine. */
export const thisSystem: RoutingSystem = {
  ip: ipBatch,
  rules: (family) => ipOutput(['rule'], family),
  interfaces: () => readdirSync('/sys/class/net'),
  has: (family) => family === 4 || hasIpv6('/proc/sys/net/ipv6/conf'),
};

/**
 * Whether any interface but the loopback has IPv6, or one that comes later would.
 * @param folder with one folder for each interface; a kernel without IPv6 has none
 */
export function hasIpv6(folder: string): boolean {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return false;
  }
  // `all` tells what was last written to it, not how each is now.
  return names
    .filter((name) => name !== 'lo' && name !== 'all')
    .some((name) => isEnabled(join(folder, name)));
}

/** An interface that went away meanwhile has nothing any more. */
function isEnabled(folder: string): boolean {
  try {
    return readFileSync(join(folder, 'disable_ipv6'), 'utf8').trim() === '0';
  } catch {
    return false;
  }
}
