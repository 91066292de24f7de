import type { NetworkInterface } from '@ntmobile/node-core';
import type { Machine } from './machine.ts';

export interface SimulatedMachineOptions {
  /** Networks that the node is told of, such as `[{ name: 'lo', addresses: ['127.0.0.1'] }]`. */
  readonly interfaces: readonly NetworkInterface[];
  /** Local IPv4 address that its sockets send from, of many nodes on one machine each its own; the system's choice where absent. */
  readonly socketAddress?: string;
  /** Packets that leave the tunnel, as they would reach the kernel. */
  readonly onPackets?: (packets: readonly Uint8Array[]) => void;
}

/**
 * A machine without a TUN of the kernel: packets come and go in memory, sockets are the system's. Nothing of the
 * real machine is changed, so many nodes fit into one process. Names outside the realm have no answer.
 */
export function simulatedMachine(options: SimulatedMachineOptions): Machine {
  const { socketAddress } = options;
  return {
    tun: { kind: 'memory', onPackets: options.onPackets ?? (() => undefined) },
    interfaces: () => options.interfaces,
    ...(socketAddress && { socketAddress: (family) => (family === 4 ? socketAddress : undefined) }),
    configureTun: async () => undefined,
    askUpstream: async () => undefined,
    close: async () => undefined,
  };
}
