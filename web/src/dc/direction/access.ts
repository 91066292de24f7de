import type { NodeProfile, NodeStanding } from '../directory/node-profile.ts';

/** Whether one node may be directed to another, and why not; the reason is for audit and console only. */
export type AccessVerdict = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

const STANDING_REASON: Record<Exclude<NodeStanding, 'admitted'>, string> = {
  pending: 'waits for approval',
  suspended: 'is suspended',
  deleted: 'is deleted',
};

/** The realm's policy: two admitted nodes may reach each other. */
export function checkAccess(asker: NodeProfile, target: NodeProfile): AccessVerdict {
  for (const [role, node] of [['the asker', asker] as const, ['the target', target] as const]) {
    if (node.standing !== 'admitted')
      return { allowed: false, reason: `${role} ${STANDING_REASON[node.standing]}` };
  }
  return { allowed: true };
}
