/** What is kept of a table that would only grow. */
export interface RetentionRule {
  readonly table: string;
  /** For people: what stays, and why no longer. */
  readonly keeps: string;
  /** Deletes the next rows that are no longer kept, at most `ROWS_AT_ONCE`. $1 is the present instant. */
  readonly statement: string;
  /** What is too much of one node; absent where only time bounds it. */
  readonly surplus?: SurplusRule;
}

/** Counted once a round, for it reads the whole table, and deleted step by step, which does not. */
export interface SurplusRule {
  /** The nodes that have too many rows, as `node_id`, and the oldest row that stays of each, as `oldest_kept`. */
  readonly crowded: string;
  /** Deletes the next rows of node $1 below row $2, at most `ROWS_AT_ONCE`. */
  readonly statement: string;
}

/** Rows of one transaction, so that it is short and holds up nobody. */
export const ROWS_AT_ONCE = 5_000;

/** Most rows of one node, however fast it reports: one that is broken or hostile must not fill the disk. */
export const EVENTS_OF_A_NODE = 10_000;
export const REPORTS_OF_A_NODE = 1_000;
const REVISIONS_OF_A_NODE = 20;

/** Rows of a table that has ids and times: those that a time rules out, and of each node those beyond its newest. */
function oldOrTooMany({ table, kept, most }: { table: string; kept: string; most: number }) {
  const deleteNext = (which: string) =>
    `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE ${which} LIMIT ${ROWS_AT_ONCE})`;
  return {
    table,
    keeps: `${kept}, and of one node its newest ${most}`,
    statement: deleteNext(`at < $1::timestamptz - interval '${kept}'`),
    surplus: {
      crowded: `
        SELECT node_id, (
          SELECT id FROM ${table} WHERE node_id = crowded.node_id ORDER BY id DESC OFFSET ${most - 1} LIMIT 1
        ) AS oldest_kept
        FROM (SELECT node_id FROM ${table} GROUP BY node_id HAVING count(*) > ${most}) AS crowded`,
      statement: deleteNext('node_id = $1 AND id < $2'),
    },
  };
}

/** Each is safe to repeat and to break off; the order matters to none. */
export const RETENTION_RULES: readonly RetentionRule[] = [
  oldOrTooMany({ table: 'node_events', kept: '90 days', most: EVENTS_OF_A_NODE }),
  oldOrTooMany({ table: 'config_reports', kept: '180 days', most: REPORTS_OF_A_NODE }),
  {
    table: 'config_revisions',
    keeps: `180 days, the newest ${REVISIONS_OF_A_NODE} of each node, and the one that a node reported last`,
    statement: `
      DELETE FROM config_revisions WHERE (node_id, revision) IN (
        SELECT old.node_id, old.revision FROM config_revisions old
        JOIN (SELECT node_id, max(revision) AS revision FROM config_revisions GROUP BY node_id) AS newest USING (node_id)
        LEFT JOIN node_config_states state USING (node_id)
        WHERE old.created_at < $1::timestamptz - interval '180 days'
          AND old.revision <= newest.revision - ${REVISIONS_OF_A_NODE}
          AND old.revision IS DISTINCT FROM state.reported_revision
          AND old.revision IS DISTINCT FROM state.desired_revision
        LIMIT ${ROWS_AT_ONCE})`,
  },
  {
    // Its mark is what tells that a sample came before: it goes long after the last sample could come again.
    table: 'telemetry_boots',
    keeps: '180 days after its last sample, and the newest run of each node',
    statement: `
      DELETE FROM telemetry_boots WHERE series IN (
        SELECT boot.series FROM telemetry_boots boot
        WHERE greatest(boot.started_at, boot.last_sample_at) < $1::timestamptz - interval '180 days'
          AND EXISTS (SELECT 1 FROM telemetry_boots later WHERE later.node_id = boot.node_id AND later.series > boot.series)
          AND NOT EXISTS (SELECT 1 FROM telemetry_samples WHERE series = boot.series)
        LIMIT ${ROWS_AT_ONCE})`,
  },
  {
    table: 'tunnels',
    keeps: '30 days after it was closed, or after a node of it was deleted',
    statement: `
      DELETE FROM tunnels WHERE (node_id, peer_id) IN (
        SELECT tunnel.node_id, tunnel.peer_id FROM tunnels tunnel
        JOIN nodes node ON node.id = tunnel.node_id JOIN nodes peer ON peer.id = tunnel.peer_id
        WHERE (tunnel.state = 'closed' AND tunnel.at < $1::timestamptz - interval '30 days')
          OR least(node.deleted_at, peer.deleted_at) < $1::timestamptz - interval '30 days'
        LIMIT ${ROWS_AT_ONCE})`,
  },
  {
    table: 'paths',
    keeps:
      '30 days after a node of it was deleted; those of nodes that are there stay, one for each pair that met',
    statement: `
      DELETE FROM paths WHERE id IN (
        SELECT path.id FROM paths path
        JOIN nodes low ON low.id = path.low_node_id JOIN nodes high ON high.id = path.high_node_id
        WHERE least(low.deleted_at, high.deleted_at) < $1::timestamptz - interval '30 days'
        LIMIT ${ROWS_AT_ONCE})`,
  },
];

/** Every other table, with the reason why it needs no rule here. */
export const KEPT_OTHERWISE: Readonly<Record<string, string>> = {
  _prisma_migrations: 'a row for each migration',
  audit_entries: 'kept for good; what a node can cause is limited where it is written',
  dc_workers: 'a row for each coordinator',
  enrolment_keys: 'made by people; revoked, never deleted',
  enrolment_stamps: 'a row for each key that ever enrolled: it refuses replays after the node is gone',
  fleet_configs: 'made by people',
  handshake_stamps: 'a row for each key that ever came: it refuses replays after the node is gone',
  leases: 'a row for each node',
  login_failures: 'deleted by the console when their window is over',
  node_config_states: 'a row for each node',
  nodes: 'a row for each node that was ever enrolled: its name is told in the audit log',
  outbox_messages: 'deleted a week after they were published, by the rollout',
  passkey_challenges: 'deleted by the console once they ran out',
  passkeys: 'a few for each person',
  presence: 'a row for each node',
  realm_settings: 'one row',
  recovery_codes: 'ten for each person',
  relay_probes: 'a row for each relay of the configuration in force and each coordinator',
  second_factors: 'one for each person',
  submissions: 'deleted by the console after a day',
  telemetry_1d: 'dropped by partition',
  telemetry_1h: 'dropped by partition',
  telemetry_5m: 'dropped by partition',
  telemetry_roll_ups: 'goes with its run',
  telemetry_samples: 'dropped by partition',
  user_sessions: 'deleted by the console a day after their end',
  users: 'made by people',
};
