import type { NodeReport, NodeStatus } from '@ntmobile/node-core';
import { EventWords } from './event-words.ts';
import type { LinuxMachine } from './linux-machine.ts';

export interface SpokenEventsOptions {
  readonly machine: Pick<
    LinuxMachine,
    'configured' | 'unaskedResolver' | 'unguardedAddresses' | 'contestedRoutes'
  >;
  readonly status: () => NodeStatus;
  readonly say: (line: string) => void;
}

/**
 * A listener that says what a person cares about, and once each where names are answered if this system does not ask
 * there, and what the networks of the machine can do if nothing keeps them from it.
 */
export function spokenEvents({ machine, status, say }: SpokenEventsOptions): (report: NodeReport) => void {
  const words = new EventWords(status);
  const hinted = new Set<string>();
  const sayWithHint = (line: string) => {
    say(line);
    const hints = [resolverHint(machine), machine.unguardedAddresses(), machine.contestedRoutes()];
    for (const hint of hints) {
      if (hint === undefined || hinted.has(hint)) continue;
      hinted.add(hint);
      say(hint);
    }
  };
  return (report) => {
    const line = words.lineOf(report);
    if (line === undefined) return;
    // "Registered" promises that addresses and names work; the interface is set up in the meantime.
    if (report.kind === 'coordinatorChanged') void machine.configured().then(() => sayWithHint(line));
    else say(line);
  };
}

function resolverHint(machine: SpokenEventsOptions['machine']): string | undefined {
  const unasked = machine.unaskedResolver();
  if (unasked === undefined) return undefined;
  const { searchDomain, resolver } = unasked;
  return (
    `names of ${searchDomain} are answered at ${resolver.join(' and ')}, but this system does not ask there: ` +
    'use systemd-resolved, or start with --resolver /etc/resolv.conf'
  );
}
