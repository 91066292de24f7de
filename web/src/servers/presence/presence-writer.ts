import type { ClientBase } from 'pg';
import { CHANNELS } from '../../notifications/channels.ts';
import { type Column, columnNames, columnValues, unnestColumns } from '../ingest/columns.ts';

/** What is known of a node's connection at an instant, by our clock. */
export interface PresenceChange {
  readonly node: string;
  readonly online: boolean;
  readonly bootId: string;
  readonly at: Date;
  /** From the node just now; a retained message may be old and proves no life. */
  readonly live: boolean;
}

const COLUMNS: readonly Column<PresenceChange>[] = [
  { name: 'node_id', type: 'text', value: ({ node }) => node },
  { name: 'online', type: 'boolean', value: ({ online }) => online },
  { name: 'boot_id', type: 'text', value: ({ bootId }) => bootId },
  { name: 'at', type: 'timestamptz', value: ({ at }) => at },
];

/** Keeps the last change of each node; `since` moves only when the state does. */
export async function writePresence(client: ClientBase, changes: readonly PresenceChange[]): Promise<void> {
  const last = [...new Map(changes.map((change) => [change.node, change])).values()];
  await client.query(
    `WITH changed AS (
       INSERT INTO presence (node_id, online, since, last_seen_at, boot_id)
       SELECT node_id, online, at, at, boot_id
       FROM ${unnestColumns(COLUMNS)} AS change (${columnNames(COLUMNS)})
       WHERE EXISTS (SELECT 1 FROM nodes WHERE id = node_id AND deleted_at IS NULL)
       ORDER BY node_id
       ON CONFLICT (node_id) DO UPDATE SET
         online = excluded.online,
         boot_id = excluded.boot_id,
         since = CASE WHEN presence.online = excluded.online THEN presence.since ELSE excluded.since END,
         last_seen_at = CASE WHEN excluded.node_id = ANY ($5::text[]) THEN excluded.last_seen_at ELSE presence.last_seen_at END
       RETURNING node_id
     )
     SELECT pg_notify('${CHANNELS.presence}', node_id) FROM changed`,
    [
      ...columnValues(COLUMNS, last),
      last.filter(({ online, live }) => online && live).map(({ node }) => node),
    ],
  );
}

/** The broker holds no connection: every node counts as lost until it is back. */
export async function markAllLost(client: { query: ClientBase['query'] }, at: Date): Promise<void> {
  await client.query(
    `WITH lost AS (UPDATE presence SET online = false, since = $1 WHERE online RETURNING node_id)
     SELECT pg_notify('${CHANNELS.presence}', node_id) FROM lost`,
    [at],
  );
}

/** A broker that outlives us named these nodes; the others, unless heard since `before`, are lost. */
export async function markLostUnless(
  client: { query: ClientBase['query'] },
  { named, before }: { named: readonly string[]; before: Date },
): Promise<void> {
  await client.query(
    `WITH lost AS (
       UPDATE presence SET online = false, since = now()
       WHERE online AND last_seen_at < $2 AND node_id <> ALL ($1::text[]) RETURNING node_id
     )
     SELECT pg_notify('${CHANNELS.presence}', node_id) FROM lost`,
    [named, before],
  );
}
