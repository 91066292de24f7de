import { formatPathId, parsePathId } from '@ntmobile/shared';
import type { Pool } from 'pg';
import { type NodePair, pairKey } from '../../../dc/direction/node-pair.ts';

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
  const pairs = [distinct.map(({ pair }) => pair.low), distinct.map(({ pair }) => pair.high)];
  await pool.query(
    `INSERT INTO paths (id, low_node_id, high_node_id)
     SELECT wanted.* FROM unnest($3::text[], $1::text[], $2::text[]) AS wanted (id, low, high)
     WHERE (SELECT count(*) FROM nodes WHERE id IN (low, high)) = 2
     ON CONFLICT (low_node_id, high_node_id) DO NOTHING`,
    [...pairs, distinct.map(({ pathId }) => formatPathId(pathId))],
  );
  const { rows } = await pool.query<{ id: string; low: string; high: string }>(
    `SELECT id, low, high FROM paths
     JOIN unnest($1::text[], $2::text[]) AS pair (low, high) ON low_node_id = low AND high_node_id = high`,
    pairs,
  );
  return new Map(rows.map(({ id, low, high }) => [pairKey({ low, high }), parsePathId(id)]));
}

/** For each of these nodes, the ids of all nodes that share a path with it. */
export async function readPeers(
  pool: Pool,
  nodes: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await pool.query<{ node: string; peer: string }>(
    `SELECT low_node_id AS node, high_node_id AS peer FROM paths WHERE low_node_id = ANY ($1::text[])
     UNION ALL SELECT high_node_id, low_node_id FROM paths WHERE high_node_id = ANY ($1::text[])`,
    [nodes],
  );
  const peers = new Map<string, string[]>(nodes.map((node) => [node, []]));
  for (const { node, peer } of rows) peers.get(node)?.push(peer);
  return peers;
}
