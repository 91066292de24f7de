import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { addGauge, addGauges, addTotal, addTotals } from '../../metrics/live-metric.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { FleetBroker } from '../mqtt/fleet-broker.ts';

/** What the servers of the fleet tell of. */
export interface FleetSources {
  readonly pool: Pool;
  readonly broker: Pick<FleetBroker, 'counts'>;
  readonly ingest: Pick<Ingest, 'rows' | 'waiting' | 'lagMs'>;
  /** Whether the broker has our connection. */
  connected(): boolean;
  /** What became of the nodes' messages, by outcome. */
  batches(): Readonly<Record<string, number>>;
}

/** Registers what broker, ingest and rollout are at. */
export function addFleetMetrics(registry: Registry, sources: FleetSources): void {
  addBroker(registry, sources);
  addIngest(registry, sources);
  addRollout(registry, sources.pool);
  addPool(registry, sources.pool);
}

function addBroker(registry: Registry, { broker, connected }: FleetSources): void {
  addGauge(registry, { name: 'ntm_broker_up', help: 'Whether the broker has our connection, 1 or 0.' }, () =>
    connected() ? 1 : 0,
  );
  addGauge(
    registry,
    { name: 'ntm_broker_connections', help: 'Clients that are connected to the broker, as it says itself.' },
    () => broker.counts().connections,
  );
  addTotal(
    registry,
    { name: 'ntm_broker_dropped_messages_total', help: 'Messages for which a queue of the broker was full.' },
    () => broker.counts().dropped,
  );
  addTotals(
    registry,
    { name: 'ntm_broker_refused_total', help: 'What the embedded broker refused clients.', label: 'reason' },
    () => Object.entries(broker.counts().refused),
  );
}

function addIngest(registry: Registry, { ingest, batches }: FleetSources): void {
  addTotals(
    registry,
    {
      name: 'ntm_ingest_batches_total',
      help: 'Messages of nodes, by what became of them.',
      label: 'outcome',
    },
    () => Object.entries(batches()),
  );
  addTotals(
    registry,
    { name: 'ntm_ingest_rows_total', help: 'Rows that were written, each once.', label: 'table' },
    () => Object.entries(ingest.rows),
  );
  addGauge(
    registry,
    { name: 'ntm_ingest_waiting_batches', help: 'Batches that are not committed yet.' },
    () => ingest.waiting,
  );
  addGauge(
    registry,
    { name: 'ntm_ingest_lag_seconds', help: 'Age of the oldest batch that is not committed yet.' },
    () => ingest.lagMs(new Date()) / 1_000,
  );
}

function addRollout(registry: Registry, pool: Pool): void {
  addGauges(
    registry,
    {
      name: 'ntm_rollout_nodes',
      help: 'Nodes by the state of the configuration that they are to have.',
      label: 'state',
    },
    async () => {
      const { rows } = await pool.query<{ state: string; nodes: number }>(
        `SELECT CASE WHEN desired_revision IS NULL THEN 'none'
             WHEN reported_revision IS DISTINCT FROM desired_revision
               THEN CASE WHEN published_at IS NULL THEN 'queued' ELSE 'sent' END
             ELSE coalesce(status::text, 'sent') END AS state, count(*)::int AS nodes
         FROM node_config_states JOIN nodes ON nodes.id = node_id AND deleted_at IS NULL GROUP BY 1`,
      );
      return rows.map(({ state, nodes }) => [state, nodes] as const);
    },
  );
  addGauge(
    registry,
    { name: 'ntm_outbox_waiting_messages', help: 'Messages that are written and not at the broker yet.' },
    async () => {
      const { rows } = await pool.query<{ waiting: number }>(
        'SELECT count(*)::int AS waiting FROM outbox_messages WHERE published_at IS NULL',
      );
      return rows[0]?.waiting;
    },
  );
}

function addPool(registry: Registry, pool: Pool): void {
  addGauges(
    registry,
    {
      name: 'ntm_database_pool_connections',
      help: 'Connections of the servers of the fleet to the database.',
      label: 'state',
    },
    () => [
      ['idle', pool.idleCount],
      ['busy', pool.totalCount - pool.idleCount],
      ['awaited', pool.waitingCount],
    ],
  );
}
