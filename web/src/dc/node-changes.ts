import { bytesEqual, parseNodeId } from '@ntmobile/shared';
import type { NodeProfile } from './directory/node-profile.ts';
import { endLease, type Machines } from './machines.ts';
import type { Lease } from './registration/lease.ts';
import { withdrawalReason } from './withdrawal/withdrawals.ts';

/** Takes over what a restarted coordinator is told: all nodes, and who was registered. */
export function takeOver(
  machines: Machines,
  profiles: readonly NodeProfile[],
  leases: readonly Lease[],
  now: number,
): void {
  for (const profile of profiles) {
    machines.services.directory.put(profile);
    machines.incoming.stamps.learn(profile);
  }
  const present = leases.filter((lease) => restoreLease(machines, lease, now));
  machines.reconnects.start(
    present.map(({ nodeId }) => nodeId),
    now,
  );
}

/** Follows a change of a node: whoever may no longer take part is cut off, and its peers are told. */
export function followChange(machines: Machines, profile: NodeProfile, now: number): void {
  const { services, incoming, links, records, withdrawals } = machines;
  const before = services.directory.put(profile);
  incoming.stamps.learn(profile);
  if (before === undefined) return;
  if (before.standing !== 'admitted' && profile.standing === 'admitted') callIn(machines, profile, now);
  const otherKey = !bytesEqual(before.staticKey, profile.staticKey);
  const cutOff = before.standing === 'admitted' && withdrawalReason(profile) !== undefined;
  if (!otherKey && !cutOff) return;
  if (cutOff) putOut(machines, profile, now);
  endLease(machines, profile.id, now);
  links.forget(profile.id);
  records.forget(profile.id);
  if (cutOff) withdrawals.revoked(profile.id);
}

/** The node itself is told too, once, so that it need not find out by silence. */
function putOut({ requests }: Machines, profile: NodeProfile, now: number): void {
  const reason = withdrawalReason(profile);
  if (reason === undefined) return;
  const target = { kind: 'node', nodeId: parseNodeId(profile.id) } as const;
  requests.startLast(profile.id, { kind: 'routeWithdrawal', target, reason }, now);
}

/** A node that has asked in vain and may take part now need not wait for its next try. */
function callIn({ incoming, links, outgoing }: Machines, profile: NodeProfile, now: number): void {
  const endpoint = incoming.takeRefused(profile.id);
  if (endpoint !== undefined) outgoing.begin(links.obtain(profile.id, profile.staticKey), endpoint, now);
}

/** False, and the lease is dropped, when it has expired or its node may not take part: then its peers are told. */
function restoreLease({ services, leases, withdrawals }: Machines, lease: Lease, now: number): boolean {
  const { nodeId } = lease;
  const admitted = withdrawalReason(services.directory.byId(nodeId)) === undefined;
  if (admitted && leases.restore(lease, now)) return true;
  services.outputs.emit({ kind: 'dropLease', nodeId });
  if (!admitted) withdrawals.revoked(nodeId);
  return false;
}
