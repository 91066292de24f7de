import { formatIpAddress } from '@ntmobile/shared';
import type { PeerCounters } from '../inputs.ts';
import type { NodeStatus } from '../report.ts';
import { stockPeerStatus } from '../stock/stock-peer-status.ts';
import { tunnelStatus } from '../tunnel/tunnel-status.ts';
import type { Machines } from './machines.ts';

/** Everything a person or telemetry asks about a node. */
export function nodeStatus(machines: Machines, counters: readonly PeerCounters[]): NodeStatus {
  const { coordinator, realm, tunnels, stock, services, configuration } = machines;
  const { enrolment } = coordinator;
  const countersOf = (peer: number) => counters.find((one) => one.peer === peer);
  const { facts } = realm;
  const serverClockOffset = realm.serverTime(0);
  return {
    bootId: coordinator.bootId,
    ...(enrolment !== undefined && { nodeId: enrolment.nodeId, name: facts?.ownName ?? enrolment.name }),
    ...(facts !== undefined && { realmDomain: facts.domain }),
    virtualAddresses: [...(facts?.ownAddresses.map(formatIpAddress) ?? []), ...configuration.staticAddresses],
    ...(serverClockOffset !== undefined && { serverClockOffset }),
    coordinator: coordinator.status,
    tunnels: [
      ...tunnels.table.entries.map((entry) => tunnelStatus(entry, countersOf(entry.peer))),
      ...[...stock.entries].map((entry) => stockPeerStatus(entry, countersOf(entry.peer))),
    ],
    counts: services.outputs.counts(),
  };
}
