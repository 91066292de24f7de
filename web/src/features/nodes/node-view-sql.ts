import { Prisma } from '@ntmobile/prisma';

/** A node from which nothing was heard this long, though the broker has its connection, is stale. */
export const STALE_AFTER_SECONDS = 180;

/**
 * Every node that is not deleted with its state and configuration state, as a subquery named `view`. Written once,
 * so that list, counts and page can never disagree about a word.
 */
export const NODE_VIEW = Prisma.sql`(
  SELECT
    n.id, n.last_name AS name, host(n.virtual_ipv4) AS ipv4, host(n.virtual_ipv6) AS ipv6, n.platform, n.agent, n.demo,
    n.enrolled_at, n.enrolment_key_id, n.approval::text AS approval, n.suspended_at,
    -- The cursor of a list carries milliseconds.
    date_trunc('milliseconds', greatest(p.last_seen_at, l.registered_at)) AS seen_at,
    c.desired_revision, c.reported_revision, c.status::text AS config_status, c.error AS config_error,
    c.desired_at, c.reported_at, c.published_at, c.applied_at,
    -- Of a node that is not there they would be those of a network that it has left.
    CASE WHEN p.online OR l.expires_at > now() THEN p.rtt_micros END AS newest_rtt,
    CASE WHEN p.online OR l.expires_at > now() THEN p.network_type END AS newest_network,
    CASE
      WHEN n.suspended_at IS NOT NULL OR n.approval = 'refused' THEN 'suspended'
      WHEN n.approval = 'pending' THEN 'pending'
      WHEN p.node_id IS NULL AND l.node_id IS NULL THEN 'never'
      WHEN NOT coalesce(p.online, false) AND NOT coalesce(l.expires_at > now(), false) THEN 'offline'
      WHEN NOT coalesce(l.expires_at > now(), false)
        AND p.last_seen_at < now() - make_interval(secs => ${STALE_AFTER_SECONDS}) THEN 'stale'
      WHEN EXISTS (SELECT 1 FROM tunnels t WHERE t.node_id = n.id AND t.state = 'established') THEN 'online'
      ELSE 'idle'
    END AS state,
    CASE
      WHEN c.desired_revision IS NULL THEN 'unknown'
      WHEN c.reported_hash = c.desired_hash AND c.status = 'applied' THEN 'inSync'
      WHEN c.reported_revision = c.desired_revision AND c.status IN ('failed', 'rejected') THEN 'failed'
      WHEN c.reported_revision = c.desired_revision AND c.status = 'rolled_back' THEN 'rolledBack'
      WHEN c.reported_revision >= c.desired_revision AND c.status = 'applied' THEN 'drift'
      ELSE 'pending'
    END AS config
  FROM nodes n
  LEFT JOIN presence p ON p.node_id = n.id
  LEFT JOIN leases l ON l.node_id = n.id
  LEFT JOIN node_config_states c ON c.node_id = n.id
  WHERE n.deleted_at IS NULL
) AS view`;
