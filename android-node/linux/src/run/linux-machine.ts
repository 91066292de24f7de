import { askUpstream } from '../dns/upstream.ts';
import { systemInterfaces } from '../network/network-monitor.ts';
import { ResolverIntegration, type ResolverMode } from '../network/resolver-integration.ts';
import { TunInterface } from '../network/tun-interface.ts';
import type { Machine } from './machine.ts';

export interface LinuxMachineOptions {
  /** Name of the TUN, at most 15 characters. */
  readonly tun: string;
  readonly resolver: ResolverMode;
}

/** A real machine, whose resolvers for names outside the realm may be configured. */
export interface LinuxMachine extends Machine {
  /** Servers to ask from now on; none: those of the network. */
  useUpstream(servers: readonly string[]): void;
}

/** This machine: a TUN of the kernel set up through `ip`, its interfaces, its resolver. */
export function linuxMachine({ tun, resolver: mode }: LinuxMachineOptions): LinuxMachine {
  const link = new TunInterface(tun);
  const resolver = new ResolverIntegration(mode, tun);
  let configured: readonly string[] = [];
  const servers = () => (configured.length > 0 ? configured : resolver.upstream());
  return {
    tun: { kind: 'linux', name: tun },
    interfaces: () => systemInterfaces(tun),
    configureTun: async (wanted) => {
      await link.configure(wanted);
      await resolver.apply(wanted.resolver, wanted.searchDomain);
    },
    askUpstream: (query) => askUpstream(query, { servers }),
    useUpstream: (wanted) => {
      configured = wanted;
    },
    close: async () => resolver.restore(),
  };
}
