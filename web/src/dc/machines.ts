import { Directions } from './direction/directions.ts';
import { LeaseTable } from './registration/lease-table.ts';
import { NodeRecords } from './registration/node-records.ts';
import { Registrations } from './registration/registrations.ts';
import { Reconnects } from './restart/reconnects.ts';
import type { DcServices } from './services.ts';
import { IncomingHandshakes } from './session/incoming-handshakes.ts';
import { InitiationGuard } from './session/initiation-guard.ts';
import { LinkTable } from './session/link-table.ts';
import { Outbox } from './session/outbox.ts';
import { OutgoingHandshakes } from './session/outgoing-handshakes.ts';
import { SealedPackets } from './session/sealed-packets.ts';
import { usableSession } from './session/usable-session.ts';
import { NodeRequests } from './transaction/node-requests.ts';
import { OwnRequests } from './transaction/own-requests.ts';
import { Withdrawals } from './withdrawal/withdrawals.ts';

/** The machines of one coordinator. */
export interface Machines {
  readonly services: DcServices;
  readonly links: LinkTable;
  readonly incoming: IncomingHandshakes;
  readonly outgoing: OutgoingHandshakes;
  readonly sealed: SealedPackets;
  readonly outbox: Outbox;
  readonly leases: LeaseTable;
  readonly records: NodeRecords;
  readonly requests: OwnRequests;
  readonly nodeRequests: NodeRequests;
  readonly directions: Directions;
  readonly withdrawals: Withdrawals;
  readonly reconnects: Reconnects;
}

/** Makes the machines and ties them together: what one tells, another hears. */
export function makeMachines(services: DcServices): Machines {
  const links = new LinkTable(services);
  const guard = new InitiationGuard(services);
  const leases = new LeaseTable(services);
  const records = new NodeRecords(services);
  const incoming = new IncomingHandshakes(services, links, guard);
  const outgoing = new OutgoingHandshakes(services, {
    links,
    guard,
    established: (link, now) => outbox.sessionInUse(link, now),
  });
  const outbox = new Outbox(services, {
    links,
    handshakes: outgoing,
    provenEndpoint: (nodeId) => leases.find(nodeId)?.endpoint,
  });
  const requests = new OwnRequests(services, outbox, (nodeId, purpose, end, now) => {
    if (purpose.kind === 'direction') directions.requestEnded(nodeId, purpose, end, now);
    else if (purpose.kind === 'withdrawal') withdrawals.requestEnded(nodeId, purpose.subject, end);
  });
  const directions = new Directions(services, { leases, records, requests });
  const withdrawals = new Withdrawals(services, { leases, requests });
  const nodeRequests = new NodeRequests(services, {
    outbox,
    requests,
    leases,
    registrations: new Registrations(services, { leases, records }),
    directions,
    deregistered: (nodeId, now) => endLease(machines, nodeId, now),
  });
  const sealed = new SealedPackets(services, links, {
    confirmed: (link, now) => outbox.sessionInUse(link, now),
    heardFrom: (nodeId, source, now) => leases.heardFrom(nodeId, source, now),
    rekeyDue: (link, session, now) => outgoing.begin(link, session.endpoint, now),
    framesReceived: (nodeId, frames, now) => {
      nodeRequests.received(nodeId, frames, now);
      withdrawals.heardFrom(nodeId, now);
    },
  });
  const reconnects = new Reconnects(services, {
    initiate: (nodeId, now) => reconnect(machines, nodeId, now),
    isAwaited: (nodeId) => links.find(nodeId)?.outgoing !== undefined,
  });
  const machines = {
    services,
    links,
    incoming,
    outgoing,
    sealed,
    outbox,
    leases,
    records,
    requests,
    nodeRequests,
    directions,
    withdrawals,
    reconnects,
  };
  return machines;
}

/** A node is no longer registered: nothing of ours is for it any more. Its sessions may still answer it. */
export function endLease(
  { leases, requests, directions, withdrawals }: Machines,
  nodeId: string,
  now: number,
): void {
  leases.drop(nodeId);
  requests.forget(nodeId);
  directions.nodeGone(nodeId, now);
  withdrawals.leaseEnded(nodeId);
}

function reconnect({ services, links, leases, outgoing }: Machines, nodeId: string, now: number): void {
  const lease = leases.find(nodeId);
  const profile = services.directory.byId(nodeId);
  if (lease === undefined || profile === undefined) return;
  const link = links.obtain(nodeId, profile.staticKey);
  if (usableSession(link, now) === undefined) outgoing.begin(link, lease.endpoint, now);
}
