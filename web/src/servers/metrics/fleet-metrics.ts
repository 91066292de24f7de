import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { DatabaseReading } from '../../metrics/database-reading.ts';
import { addGauge, addGauges, addTotal, addTotals } from '../../metrics/live-metric.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { FleetBroker } from '../mqtt/fleet-broker.ts';
import type { RelayWatch } from '../relays/relay-watch.ts';

/** After as long a connection is given up, so that the servers have it back. */
const LIMITED = { query_timeout: 2_000 };

/** What the servers of the fleet tell of. */
export interface FleetSources {
  readonly pool: Pool;
  readonly broker: Pick<FleetBroker, 'counts'>;
  readonly ingest: Pick<Ingest, 'rows' | 'waiting' | 'lagMs'>;
  readonly relays: Pick<RelayWatch, 'states' | 'refused'>;
  /** Whether the broker has our connection. */
  connected(): boolean;
  /** What became of the nodes' messages, by outcome. */
  batches(): Readonly<Record<string, number>>;
  /** The database did not answer a scrape. */
  onUnavailable(error: Error): void;
}

/** Registers what broker, ingest, relays and rollout are at. */
export function addFleetMetrics(registry: Registry, sources: FleetSources): void {
  addBroker(registry, sources);
  addIngest(registry, sources);
  addRelays(registry, sources);
  addRollout(registry, sources);
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

function addRelays(registry: Registry, { relays }: FleetSources): void {
  addGauges(
    registry,
    {
      name: 'ntm_relay_endpoints',
      help: 'Endpoints of the relays of the configuration in force, by whether they answer.',
      label: 'state',
    },
    () => Object.entries(relays.states()),
  );
  addTotals(
    registry,
    {
      name: 'ntm_relay_answers_refused_total',
      help: 'Datagrams that came while relays were asked and were no answer of theirs.',
      label: 'reason',
    },
    () => Object.entries(relays.refused),
  );
}

/** What is told of the database's rows. */
interface RolloutFigures {
  readonly nodes: (readonly [state: string, nodes: number])[];
  readonly waiting: number;
}

function addRollout(registry: Registry, { pool, onUnavailable }: FleetSources): void {
  const figures = new DatabaseReading({ read: () => readRollout(pool), onFailed: onUnavailable });
  figures.addUp(registry);
  addGauges(
    registry,
    {
      name: 'ntm_rollout_nodes',
      help: 'Nodes by the state of the configuration that they are to have.',
      label: 'state',
    },
    async () => (await figures.current())?.nodes,
  );
  addGauge(
    registry,
    { name: 'ntm_outbox_waiting_messages', help: 'Messages that are written and not at the broker yet.' },
    async () => (await figures.current())?.waiting,
  );
}

async function readRollout(pool: Pool): Promise<RolloutFigures> {
  const [states, outbox] = await Promise.all([
    pool.query<{ state: string; nodes: number }>({
      text: `SELECT CASE WHEN desired_revision IS NULL THEN 'none'
             WHEN reported_revision IS DISTINCT FROM desired_revision
               THEN CASE WHEN published_at IS NULL THEN 'queued' ELSE 'sent' END
             ELSE coalesce(status::text, 'sent') END AS state, count(*)::int AS nodes
         FROM node_config_states JOIN nodes ON nodes.id = node_id AND deleted_at IS NULL GROUP BY 1`,
      ...LIMITED,
    }),
    pool.query<{ waiting: number }>({
      text: 'SELECT count(*)::int AS waiting FROM outbox_messages WHERE published_at IS NULL',
      ...LIMITED,
    }),
  ]);
  return {
    nodes: states.rows.map(({ state, nodes }) => [state, nodes] as const),
    waiting: outbox.rows[0]?.waiting ?? 0,
  };
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
