import { nodeTopic } from '@ntmobile/shared/fleet';
import type { Pool } from 'pg';
import type { Publish } from './outbox-publisher.ts';

const PAGE = 500;
/** Leaves of a node that a broker may hold. */
const RETAINED_LEAVES = ['config/desired', 'config/reported', 'presence'] as const;

/**
 * Publishes every node's signed desired document again: the embedded broker forgets what it retained when it ends,
 * and another one may have been emptied. What waits in the outbox comes from there. Returns how many.
 */
export async function republishDesired(pool: Pool, publish: Publish): Promise<number> {
  let after = '';
  let published = 0;
  for (;;) {
    const { rows } = await pool.query<{ node_id: string; envelope: string }>(
      `SELECT state.node_id, revision.envelope
       FROM node_config_states state
       JOIN nodes ON nodes.id = state.node_id AND nodes.deleted_at IS NULL
       JOIN config_revisions revision ON revision.node_id = state.node_id AND revision.revision = state.desired_revision
       WHERE state.node_id > $1 AND revision.envelope <> '' AND NOT EXISTS (
         SELECT 1 FROM outbox_messages
         WHERE published_at IS NULL AND topic = 'ntm/v1/node/' || state.node_id || '/config/desired')
       ORDER BY state.node_id LIMIT $2`,
      [after, PAGE],
    );
    await Promise.all(
      rows.map(({ node_id, envelope }) =>
        publish({ topic: nodeTopic(node_id, 'config/desired'), payload: envelope, qos: 1, retain: true }),
      ),
    );
    published += rows.length;
    after = rows.at(-1)?.node_id ?? '';
    if (rows.length < PAGE) return published;
  }
}

/** Takes what a deleted node left at the broker away. */
export async function clearRetained(node: string, publish: Publish): Promise<void> {
  for (const leaf of RETAINED_LEAVES) {
    await publish({ topic: nodeTopic(node, leaf), payload: '', qos: 1, retain: true });
  }
}

/** Nodes deleted lately, whose retained messages may have survived an outage of ours. */
export async function recentlyDeleted(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM nodes WHERE deleted_at > now() - interval '7 days' ORDER BY deleted_at DESC LIMIT 1000`,
  );
  return rows.map(({ id }) => id);
}
