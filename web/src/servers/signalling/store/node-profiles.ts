import { type IpAddress, parseIpAddress, parsePrefix } from '@ntmobile/shared';
import type { Pool } from 'pg';
import type { NodeProfile, NodeStanding } from '../../../dc/directory/node-profile.ts';

/** All nodes that are not deleted. */
export function readProfiles(pool: Pool): Promise<NodeProfile[]> {
  return read(pool, 'deleted_at IS NULL', []);
}

/** Nodes of these ids, deleted ones too; an id without a row is left out. */
export function readProfilesById(pool: Pool, ids: readonly string[]): Promise<NodeProfile[]> {
  return read(pool, 'id = ANY ($1::text[])', [ids]);
}

/** The nodes that are not deleted and have these static keys (32 bytes each). */
export function readProfilesByKey(pool: Pool, keys: readonly Uint8Array[]): Promise<NodeProfile[]> {
  return read(pool, 'deleted_at IS NULL AND nodes.static_key = ANY ($1::bytea[])', [
    keys.map((key) => Buffer.from(key)),
  ]);
}

interface NodeRow {
  id: string;
  name: string;
  static_key: Buffer;
  ipv4: string | null;
  ipv6: string | null;
  prefixes: string[];
  approval: 'approved' | 'pending' | 'refused';
  suspended: boolean;
  deleted: boolean;
  stamp: Buffer | null;
}

async function read(pool: Pool, condition: string, values: unknown[]): Promise<NodeProfile[]> {
  const { rows } = await pool.query<NodeRow>(
    `SELECT id, coalesce(name, last_name) AS name, nodes.static_key, host(virtual_ipv4) AS ipv4,
       host(virtual_ipv6) AS ipv6, prefixes, approval::text, suspended_at IS NOT NULL AS suspended,
       deleted_at IS NOT NULL AS deleted, stamp
     FROM nodes LEFT JOIN handshake_stamps ON handshake_stamps.static_key = nodes.static_key
     WHERE ${condition}`,
    values,
  );
  return rows.map(profileOf);
}

function profileOf(row: NodeRow): NodeProfile {
  return {
    id: row.id,
    staticKey: new Uint8Array(row.static_key),
    name: row.name,
    addresses: [row.ipv4, row.ipv6]
      .filter((text) => text !== null)
      .map((text): IpAddress => parseIpAddress(text)),
    prefixes: row.prefixes.map(parsePrefix),
    standing: standingOf(row),
    ...(row.stamp !== null && { lastStamp: new Uint8Array(row.stamp) }),
  };
}

function standingOf({ deleted, suspended, approval }: NodeRow): NodeStanding {
  if (deleted) return 'deleted';
  // A refused node stays out as a suspended one does.
  if (suspended || approval === 'refused') return 'suspended';
  return approval === 'pending' ? 'pending' : 'admitted';
}
