import { ADVISORY_LOCKS } from '@ntmobile/prisma';
import type { Pool, PoolClient } from 'pg';
import { CHANNELS } from '../../notifications/channels.ts';
import { inTransaction } from '../in-transaction.ts';
import type { OutgoingMessage } from '../mqtt/broker-connection.ts';

/** Publishes and resolves when the broker has it. */
export type Publish = (message: OutgoingMessage) => Promise<void>;

const PAGE = 100;

/**
 * Publishes what waits in the outbox in the order of its ids and marks it. A crash between the two publishes the
 * same message again, which a node answers with the verdict it stored; none is lost. Returns how many were published.
 */
export async function publishOutbox(pool: Pool, publish: Publish): Promise<number> {
  let published = 0;
  for (;;) {
    const count = await inTransaction(pool, (client) => publishPage(client, publish));
    published += count;
    if (count < PAGE) return published;
  }
}

interface Waiting {
  readonly id: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

async function publishPage(client: PoolClient, publish: Publish): Promise<number> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.outbox]);
  await client.query(
    'UPDATE outbox_messages SET published_at = now() WHERE published_at IS NULL AND expires_at < now()',
  );
  const { rows } = await client.query<Waiting>(
    `SELECT id, topic, payload, qos, retain FROM outbox_messages WHERE published_at IS NULL ORDER BY id LIMIT $1`,
    [PAGE],
  );
  if (rows.length === 0) return 0;
  await Promise.all(
    rows.map(({ topic, payload, qos, retain }) =>
      publish({ topic, payload, qos: qos === 0 ? 0 : 1, retain }),
    ),
  );
  const ids = rows.map(({ id }) => id);
  await client.query('UPDATE outbox_messages SET published_at = now() WHERE id = ANY ($1::bigint[])', [ids]);
  await markDesiredPublished(client, ids);
  return rows.length;
}

/** The broker has the desired revision of these nodes, unless a newer one was written meanwhile. */
async function markDesiredPublished(client: PoolClient, ids: readonly string[]): Promise<void> {
  await client.query(
    `WITH sent AS (
       UPDATE node_config_states AS state SET published_at = now()
       FROM outbox_messages message, config_revisions revision
       WHERE message.id = ANY ($1::bigint[]) AND message.topic = 'ntm/v1/node/' || state.node_id || '/config/desired'
         AND revision.node_id = state.node_id AND revision.revision = state.desired_revision
         AND convert_to(revision.envelope, 'UTF8') = message.payload
       RETURNING state.node_id
     )
     SELECT pg_notify($2, node_id) FROM sent`,
    [ids, CHANNELS.config],
  );
}

/** Deletes what was published long ago. */
export async function pruneOutbox(pool: Pool): Promise<void> {
  await pool.query(`DELETE FROM outbox_messages WHERE published_at < now() - interval '7 days'`);
}
