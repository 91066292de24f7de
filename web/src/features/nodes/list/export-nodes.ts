import { authedProcedure } from '../../../trpc/init.ts';
import { csvText } from '../../../ui/csv.ts';
import { nodeFilterInput } from './list-filter-input.ts';
import { listNodes, type NodeRow } from './node-list-repository.ts';

/** Most rows of a file. */
const MAX_ROWS = 10_000;

const COLUMNS: Record<string, (row: NodeRow) => string | number | null> = {
  name: (row) => row.name,
  id: (row) => row.id,
  state: (row) => row.state,
  config: (row) => row.config,
  desired_revision: (row) => row.desired_revision,
  reported_revision: (row) => row.reported_revision,
  virtual_ipv4: (row) => row.ipv4,
  virtual_ipv6: (row) => row.ipv6,
  platform: (row) => row.platform,
  agent: (row) => row.agent,
  tunnels_direct: (row) => row.direct,
  tunnels_punched: (row) => row.punched,
  tunnels_relayed: (row) => row.relayed,
  tunnels_without_path: (row) => row.no_path,
  rtt_to_dc_ms: (row) => (row.rtt_micros === null ? null : row.rtt_micros / 1000),
  network: (row) => row.network_type,
  last_seen_utc: (row) => row.seen_at?.toISOString() ?? null,
};

/** The nodes of a filter as CSV; with more than fit, `isCut` says that some are missing. */
export const exportNodesProcedure = authedProcedure.input(nodeFilterInput).query(async ({ ctx, input }) => {
  const rows = await listNodes(ctx.prisma, { filter: input, cursor: undefined, limit: MAX_ROWS + 1 });
  const kept = rows.slice(0, MAX_ROWS);
  const columns = Object.values(COLUMNS);
  return {
    csv: csvText(
      Object.keys(COLUMNS),
      kept.map((row) => columns.map((column) => column(row))),
    ),
    isCut: rows.length > MAX_ROWS,
  };
});
