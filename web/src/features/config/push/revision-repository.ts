import type { Prisma } from '@ntmobile/prisma';
import { DOCUMENT_LIFETIME_MS } from '@ntmobile/shared/fleet';
import { notify } from '../../../notifications/channels.ts';

/** The same sections for many nodes, each with its own next revision. */
export interface NewRevisions {
  readonly nodeIds: readonly string[];
  readonly sections: string;
  readonly hash: Uint8Array;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly fleetVersion: number | null;
}

/**
 * Writes a revision for each node, not signed yet (an empty envelope), makes it the desired one and notifies. One
 * statement for all nodes, since a fleet has thousands.
 */
export async function insertRevisions(tx: Prisma.TransactionClient, of: NewRevisions): Promise<void> {
  const expiresAt = new Date(of.createdAt.getTime() + DOCUMENT_LIFETIME_MS);
  const nodeIds = [...of.nodeIds];
  const hash = Buffer.from(of.hash);
  await tx.$executeRaw`
    WITH inserted AS (
      INSERT INTO config_revisions
        (node_id, revision, sections, hash, envelope, issued_at, expires_at, created_at, created_by, fleet_version)
      SELECT target.id,
        coalesce((SELECT max(revision) FROM config_revisions r WHERE r.node_id = target.id), 0) + 1,
        ${of.sections}, ${hash}, '', ${of.createdAt}, ${expiresAt}, ${of.createdAt}, ${of.createdBy}::uuid,
        ${of.fleetVersion}::int
      FROM unnest(${nodeIds}::text[]) AS target (id)
      RETURNING node_id, revision, hash, created_at
    )
    INSERT INTO node_config_states (node_id, desired_revision, desired_hash, desired_at)
    SELECT node_id, revision, hash, created_at FROM inserted
    ON CONFLICT (node_id) DO UPDATE SET desired_revision = excluded.desired_revision,
      desired_hash = excluded.desired_hash, desired_at = excluded.desired_at, published_at = NULL`;
  for (const nodeId of nodeIds) await notify(tx, 'config', nodeId);
}
