import { formatPathId, parsePathId } from '@ntmobile/shared';
import type { Pool } from 'pg';
import { type NodePair, pairKey } from '../../../dc/direction/node-pair.ts';
import type { PeerPath } from '../../../dc/direction/path-table.ts';

/** A pair and the path that it is to have unless it has one. */
export interface WantedPath {
  readonly pair: NodePair;
  readonly pathId: Uint8Array;
}

/**
 * Inserts the paths of pairs that have none, and gives the path of each pair as it is then, by `pairKey`. A pair of
 * which a node is gone is left out.
 */
export async function storePaths(
  pool: Pool,
  wanted: readonly WantedPath[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const distinct = [...new Map(wanted.map((path) => [pairKey(path.pair), path])).values()];
  const paths = await insertOrRead(pool, distinct);
  // A pair that another worker inserted at this moment is in neither half of the statement.
  const missed = distinct.filter(({ pair }) => !paths.has(pairKey(pair)));
  if (missed.length > 0) for (const [key, id] of await insertOrRead(pool, missed)) paths.set(key, id);
  return paths;
}

/** The database plans the statement that a first packet waits for before one does. */
export async function prepareStoringPaths(pool: Pool): Promise<void> {
  await insertOrRead(pool, []);
}

/**
 * One statement, for a first packet may wait for it. It is not flushed to disk either: after a crash of the database the
 * pair gets another path with its next direction, at both ends at once.
 */
async function insertOrRead(pool: Pool, wanted: readonly WantedPath[]): Promise<Map<string, Uint8Array>> {
  const { rows } = await pool.query<{ id: string; low: string; high: string }>({
    // Named, it is planned once for each connection.
    name: 'store-paths',
    text: `WITH wanted AS (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS pair (id, low, high)),
     inserted AS (
       INSERT INTO paths (id, low_node_id, high_node_id)
       SELECT wanted.id, low, high FROM wanted, set_config('synchronous_commit', 'off', true)
       WHERE (SELECT count(*) FROM nodes WHERE nodes.id IN (low, high)) = 2
       ON CONFLICT (low_node_id, high_node_id) DO NOTHING
       RETURNING id, low_node_id AS low, high_node_id AS high)
     SELECT id, low, high FROM inserted
     UNION ALL
     SELECT paths.id, low, high FROM paths JOIN wanted ON low_node_id = low AND high_node_id = high`,
    values: [
      wanted.map(({ pathId }) => formatPathId(pathId)),
      wanted.map(({ pair }) => pair.low),
      wanted.map(({ pair }) => pair.high),
    ],
  });
  return new Map(rows.map(({ id, low, high }) => [pairKey({ low, high }), parsePathId(id)]));
}

/** For each of these nodes, all its paths. */
export async function readPaths(
  pool: Pool,
  nodes: readonly string[],
): Promise<ReadonlyMap<string, readonly PeerPath[]>> {
  const { rows } = await pool.query<{ node: string; peer: string; id: string }>(
    `SELECT low_node_id AS node, high_node_id AS peer, id FROM paths WHERE low_node_id = ANY ($1::text[])
     UNION ALL SELECT high_node_id, low_node_id, id FROM paths WHERE high_node_id = ANY ($1::text[])`,
    [nodes],
  );
  const paths = new Map<string, PeerPath[]>(nodes.map((node) => [node, []]));
  for (const { node, peer, id } of rows) paths.get(node)?.push({ peerId: peer, pathId: parsePathId(id) });
  return paths;
}
