import type { NetworkInterface } from '@ntmobile/node-core';
import type { TunConfiguration } from '../host/ports.ts';

/** The machine a node runs on, real or simulated: its TUN, its networks, its resolver. */
export interface Machine {
  /** A TUN of the kernel, or packets handed over in memory. */
  readonly tun:
    | { readonly kind: 'linux'; readonly name: string }
    | { readonly kind: 'memory'; readonly onPackets: (packets: readonly Uint8Array[]) => void };
  /** The usable interfaces as they are now; asked each second. */
  interfaces(): readonly NetworkInterface[];
  /** Local address that sockets of this family are bound to; every one where absent. */
  socketAddress?(family: 4 | 6): string | undefined;
  /** Brings addresses, routes, MTU and resolver to this state; a failure is reported to the core. */
  configureTun(wanted: TunConfiguration): Promise<void>;
  /** Asks the servers for names outside the realm; undefined when none answers. */
  askUpstream(query: Uint8Array): Promise<Uint8Array | undefined>;
  /** Takes back what was changed outside the TUN, which goes away by itself. */
  close(): Promise<void>;
}
