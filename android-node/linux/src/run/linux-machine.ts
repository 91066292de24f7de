import { type RespellingStatus, Upstream } from '../dns/upstream.ts';
import type { TunConfiguration } from '../host/ports.ts';
import { IngressGuard } from '../network/ingress-guard.ts';
import { systemInterfaces } from '../network/network-monitor.ts';
import { RealmRoutes } from '../network/realm-routes.ts';
import { ResolverIntegration, type ResolverMode } from '../network/resolver-integration.ts';
import { SettledChanges } from '../network/settled-changes.ts';
import { TunInterface } from '../network/tun-interface.ts';
import type { Machine } from './machine.ts';

export interface LinuxMachineOptions {
  /** Name of the TUN, at most 15 characters. */
  readonly tun: string;
  readonly resolver: ResolverMode;
  /** Told what a person should know of the machine's name servers. */
  readonly say: (line: string) => void;
}

/** A real machine, whose resolvers for names outside the realm may be configured. */
export interface LinuxMachine extends Machine {
  /** Resolves when the TUN is as it was last wanted to be, or that failed. */
  configured(): Promise<void>;
  /** The node's resolver where the system was not told to ask it; undefined where it was, or there is none yet. */
  unaskedResolver(): Pick<TunConfiguration, 'resolver' | 'searchDomain'> | undefined;
  /** Why the node's addresses can be reached beside its TUN, as a sentence; undefined where they cannot. */
  unguardedAddresses(): string | undefined;
  /** Why a network's routes can win over the realm's, as a sentence; undefined where they cannot. */
  contestedRoutes(): string | undefined;
  /** Of the name servers that are asked; undefined where all of them answer as they should. */
  respelling(): RespellingStatus | undefined;
  /** Servers to ask from now on; none: those of the network. */
  useUpstream(servers: readonly string[]): void;
}

/** This machine: a TUN of the kernel set up through `ip`, its interfaces, its resolver. */
export function linuxMachine({ tun, resolver: mode, say }: LinuxMachineOptions): LinuxMachine {
  const link = new TunInterface(tun);
  const guard = new IngressGuard(tun);
  const routes = new RealmRoutes(tun);
  const resolver = new ResolverIntegration(mode, tun);
  let wantedServers: readonly string[] = [];
  const servers = () => (wantedServers.length > 0 ? wantedServers : resolver.upstream());
  const upstream = new Upstream({ servers, onRespelling: say });
  let last: Promise<void> = Promise.resolve();
  let unasked: TunConfiguration | undefined;
  const networks = new SettledChanges(
    () => systemInterfaces(tun),
    () => {
      last = last.then(() => recheckRoutes(routes, say));
    },
  );
  return {
    tun: { kind: 'linux', name: tun },
    interfaces: () => {
      networks.check();
      return systemInterfaces(tun);
    },
    configureTun: (wanted) => {
      // One change after the other, and the rule before the addresses are there: no moment in which they answer others.
      const change = last
        .then(() => guard.protect(wanted.addresses))
        .then(() => link.configure(wanted))
        .finally(() => routes.protect(wanted))
        .finally(() => resolver.apply(wanted.resolver, wanted.searchDomain));
      last = change.catch(() => undefined);
      if (mode.kind === 'none' && wanted.resolver.length > 0) unasked = wanted;
      return change;
    },
    configured: () => last,
    unaskedResolver: () => unasked,
    unguardedAddresses: () => guard.missing,
    contestedRoutes: () => routes.missing,
    askUpstream: (query) => upstream.ask(query),
    respelling: () => upstream.respelling(),
    useUpstream: (wanted) => {
      wantedServers = wanted;
    },
    close: async () => {
      networks.end();
      // What still runs would else tell the system to ask a resolver that is gone.
      await last;
      try {
        resolver.restore();
      } finally {
        await routes.remove();
        await guard.remove();
      }
    },
  };
}

/** Says what a change of networks has opened. */
async function recheckRoutes(routes: RealmRoutes, say: (line: string) => void): Promise<void> {
  const before = routes.missing;
  await routes.recheck();
  if (routes.missing !== undefined && routes.missing !== before) say(routes.missing);
}
