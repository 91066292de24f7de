import {
  type Candidate,
  type Capabilities,
  formatEndpoint,
  formatNodeId,
  parseEndpoint,
  parseNodeId,
} from '@ntmobile/shared';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Lease } from '../../../dc/registration/lease.ts';
import { type Column, columnNames, columnValues, unnestColumns } from '../../ingest/columns.ts';

const COLUMNS: readonly Column<Lease>[] = [
  { name: 'node_id', type: 'text', value: ({ nodeId }) => nodeId },
  { name: 'endpoint', type: 'text', value: ({ endpoint }) => endpoint },
  {
    name: 'candidates',
    type: 'jsonb',
    value: ({ candidates }) => JSON.stringify(candidates.map(candidateJson)),
  },
  { name: 'capabilities', type: 'jsonb', value: ({ capabilities }) => JSON.stringify(capabilities) },
  { name: 'boot_id', type: 'text', value: ({ bootId }) => formatNodeId(bootId) },
  { name: 'registered_at', type: 'timestamptz', value: ({ registeredAt }) => new Date(registeredAt) },
  { name: 'expires_at', type: 'timestamptz', value: ({ expiresAt }) => new Date(expiresAt) },
];
const CHANGED = [...COLUMNS.map(({ name }) => name), 'worker_id']
  .filter((name) => name !== 'node_id')
  .map((name) => `${name} = excluded.${name}`)
  .join(', ');

/**
 * Keeps the leases of different nodes for this worker, and of each node the software it names. The epoch of a lease
 * that comes over from another worker rises; a node that is deleted keeps none.
 */
export async function writeLeases(pool: Pool, workerId: string, leases: readonly Lease[]): Promise<void> {
  await pool.query(
    `WITH registered AS (
       SELECT * FROM ${unnestColumns(COLUMNS)} AS lease (${columnNames(COLUMNS)})
     ), agents AS (
       UPDATE nodes SET agent = said.agent FROM unnest($1::text[], $${COLUMNS.length + 2}::text[]) AS said (id, agent)
       WHERE nodes.id = said.id AND nodes.agent <> said.agent AND said.agent <> ''
     )
     INSERT INTO leases (${columnNames(COLUMNS)}, worker_id)
     SELECT registered.*, $${COLUMNS.length + 1}::text FROM registered
     WHERE EXISTS (SELECT 1 FROM nodes WHERE id = registered.node_id AND deleted_at IS NULL)
     ORDER BY node_id
     ON CONFLICT (node_id) DO UPDATE SET ${CHANGED},
       epoch = leases.epoch + (leases.worker_id IS DISTINCT FROM excluded.worker_id)::int`,
    [...columnValues(COLUMNS, leases), workerId, leases.map(({ agent }) => agent)],
  );
}

/** Ends the leases that these nodes have at this worker. */
export async function deleteLeases(pool: Pool, workerId: string, nodes: readonly string[]): Promise<void> {
  await pool.query('DELETE FROM leases WHERE node_id = ANY ($1::text[]) AND worker_id = $2', [
    nodes,
    workerId,
  ]);
}

/**
 * The unexpired leases that this worker has to take up again, those whose nodes have live tunnels first. A lease of no
 * worker is one whose worker is gone. Rows that cannot be read are left out: their nodes register anew.
 */
export async function readLeases(pool: Pool, workerId: string, now: Date): Promise<Lease[]> {
  const { rows } = await pool.query<LeaseRow>(
    `SELECT leases.*, nodes.agent FROM leases JOIN nodes ON nodes.id = leases.node_id
     WHERE (worker_id = $1 OR worker_id IS NULL) AND expires_at > $2 AND deleted_at IS NULL
     ORDER BY EXISTS (SELECT 1 FROM tunnels WHERE tunnels.node_id = nodes.id AND state = 'established') DESC,
       registered_at DESC`,
    [workerId, now],
  );
  return rows.map(leaseOf).filter((lease) => lease !== undefined);
}

interface LeaseRow {
  node_id: string;
  endpoint: string;
  candidates: unknown;
  capabilities: unknown;
  boot_id: string;
  agent: string;
  registered_at: Date;
  expires_at: Date;
}

const candidateSchema = z.object({
  source: z.enum(['interface', 'observed', 'relayed']),
  network: z.int().min(0).max(255),
  endpoint: z.string().transform(parseEndpoint),
});
const version = z.int().min(0).optional();
const rowSchema = z.object({
  endpoint: z.string().refine((text) => parseEndpoint(text) !== undefined),
  candidates: z.array(candidateSchema).max(10),
  capabilities: z.object({ control: version, pathMove: version, checks: version, compact: version }),
  boot_id: z.string().transform(parseNodeId),
});

function candidateJson({ source, network, endpoint }: Candidate) {
  return { source, network, endpoint: formatEndpoint(endpoint) };
}

function leaseOf(row: LeaseRow): Lease | undefined {
  const parsed = attempt(() => rowSchema.parse(row));
  if (parsed === undefined) return undefined;
  const { endpoint, candidates, capabilities, boot_id: bootId } = parsed;
  return {
    nodeId: row.node_id,
    endpoint,
    candidates,
    capabilities: capabilities as Capabilities,
    bootId,
    agent: row.agent,
    registeredAt: row.registered_at.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}

// A refused schema and an address that cannot be decoded are the same here: the row is of no use.
function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
