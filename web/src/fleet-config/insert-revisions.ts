import { Prisma } from '@ntmobile/prisma';
import { DOCUMENT_LIFETIME_MS } from '@ntmobile/shared/fleet';
import { lockFleetConfig } from './lock-fleet-config.ts';

/** A revision to be made for some nodes. */
export interface NewRevision {
  readonly sections: string;
  /** SHA-256 of the UTF-8 bytes of `sections`. */
  readonly hash: Uint8Array<ArrayBuffer>;
  /** Version of the fleet's configuration that it carries; absent for one node's own. */
  readonly fleetVersion?: number;
  /** User; absent for the system. */
  readonly createdBy?: string;
  readonly now: Date;
}

/** Which nodes get it: some, all, or those that have none yet. Never deleted or unapproved ones. */
export type RevisionTargets = { readonly nodes: readonly string[] } | 'all' | 'nodesWithout';

/**
 * Writes the next revision of each target whose desired hash differs, unsigned: the coordinator's process, which
 * alone holds the signing key, hears of it when the transaction commits, signs and publishes. Returns the nodes
 * with their new revision. Under the fleet configuration's lock, so that the numbers of one node grow without a gap.
 */
export async function insertRevisions(
  transaction: Prisma.TransactionClient,
  targets: RevisionTargets,
  revision: NewRevision,
): Promise<{ node: string; revision: number }[]> {
  const { sections, hash, now } = revision;
  const expiresAt = new Date(now.getTime() + DOCUMENT_LIFETIME_MS);
  await lockFleetConfig(transaction);
  return await transaction.$queryRaw`
    WITH target AS (
      SELECT n.id, coalesce((SELECT max(revision) FROM config_revisions WHERE node_id = n.id), 0) + 1 AS revision
      FROM nodes n LEFT JOIN node_config_states s ON s.node_id = n.id
      WHERE n.deleted_at IS NULL AND n.approval = 'approved' AND ${targetCondition(targets)}
        AND s.desired_hash IS DISTINCT FROM ${hash}
    ), inserted AS (
      INSERT INTO config_revisions
        (node_id, revision, sections, hash, envelope, issued_at, expires_at, created_at, created_by, fleet_version)
      SELECT id, revision, ${sections}, ${hash}, '', ${now}, ${expiresAt}, ${now}, ${revision.createdBy ?? null}::uuid,
        ${revision.fleetVersion ?? null}::int
      FROM target
    ), desired AS (
      INSERT INTO node_config_states (node_id, desired_revision, desired_hash, desired_at)
      SELECT id, revision, ${hash}, ${now} FROM target
      ON CONFLICT (node_id) DO UPDATE SET desired_revision = excluded.desired_revision,
        desired_hash = excluded.desired_hash, desired_at = excluded.desired_at, published_at = NULL
    )
    SELECT id AS node, revision FROM target`;
}

function targetCondition(targets: RevisionTargets): Prisma.Sql {
  if (targets === 'all') return Prisma.sql`true`;
  if (targets === 'nodesWithout') return Prisma.sql`s.desired_revision IS NULL`;
  return Prisma.sql`n.id = ANY(${[...targets.nodes]}::text[])`;
}
