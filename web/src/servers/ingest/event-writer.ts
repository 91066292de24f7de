import type { EventBatch, NodeEvent } from '@ntmobile/shared/fleet';
import type { ClientBase } from 'pg';
import { advanceCommitted, bootKey, lockBoots, type WrittenRows } from './boots.ts';
import { type Column, columnNames, columnValues, unnestColumns } from './columns.ts';
import { markHeard, notAfter, type ReceivedBatch } from './telemetry-writer.ts';

interface EventRow {
  readonly node: string;
  readonly bootId: string;
  readonly sequence: number;
  readonly event: NodeEvent;
  readonly receivedAt: Date;
}

const COLUMNS: readonly Column<EventRow>[] = [
  { name: 'node_id', type: 'text', value: ({ node }) => node },
  { name: 'boot_id', type: 'text', value: ({ bootId }) => bootId },
  { name: 'sequence', type: 'bigint', value: ({ sequence }) => sequence },
  { name: 'at', type: 'timestamptz', value: ({ event, receivedAt }) => notAfter(event.at, receivedAt) },
  { name: 'kind', type: 'text', value: ({ event }) => event.kind },
  {
    name: 'detail',
    type: 'jsonb',
    value: ({ event: { text, peer } }) => JSON.stringify({ text, ...(peer && { peer }) }),
  },
];

/** Commits events in the caller's transaction, once per (node, boot, sequence); returns what may be acknowledged. */
export async function writeEvents(
  client: ClientBase,
  batches: readonly ReceivedBatch<EventBatch>[],
): Promise<WrittenRows> {
  const names = batches.map(({ node, batch: { bootId, oldest } }) => ({ node, bootId, oldest }));
  const boots = await lockBoots(client, names);
  const known = batches.filter(({ node, batch }) => boots.has(bootKey({ node, bootId: batch.bootId })));
  const rows = known.flatMap(({ node, batch, receivedAt }) =>
    batch.events.map((event, index) => ({
      node,
      bootId: batch.bootId,
      sequence: batch.sequence + index,
      event,
      receivedAt,
    })),
  );
  const { rowCount } = await client.query(
    `INSERT INTO node_events (${columnNames(COLUMNS)})
     SELECT * FROM ${unnestColumns(COLUMNS)} ON CONFLICT DO NOTHING`,
    columnValues(COLUMNS, rows),
  );
  await markHeard(
    client,
    known.map(({ node }) => node),
  );
  return { committed: await advanceCommitted(client, 'events', boots.values()), rows: rowCount ?? 0 };
}
