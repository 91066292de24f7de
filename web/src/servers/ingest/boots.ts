import type { ClientBase } from 'pg';

/** One run of one node, as a batch names it. */
export interface BootName {
  readonly node: string;
  readonly bootId: string;
  /** Lowest number the node still holds; what is below need not be waited for. */
  readonly oldest: number;
}

/** A run with its number in the database. */
export interface Boot extends BootName {
  readonly series: number;
  /** Highest sequence below which no sample is missing; -1 for none. */
  readonly committed: number;
}

/** What may be acknowledged to a node: everything up to `sequence`, -1 for nothing. */
export interface Committed {
  readonly node: string;
  readonly bootId: string;
  readonly sequence: number;
}

/** What a transaction wrote. */
export interface WrittenRows {
  readonly committed: readonly Committed[];
  /** New rows of the stream's table. */
  readonly rows: number;
}

/** Which of the two numbered streams of a run. */
export type Stream = 'samples' | 'events';

/** Key of a run in a map. */
export function bootKey(boot: { readonly node: string; readonly bootId: string }): string {
  return `${boot.node}/${boot.bootId}`;
}

/** New runs of one node in an hour, however often it names another: each costs a row that stays for half a year. */
export const RUNS_OF_AN_HOUR = 240;

/**
 * The runs by `bootKey`, made where they are new and locked until the transaction ends, so that two writers cannot
 * both reckon what is contiguous. Runs of unknown or deleted nodes are absent, and those of which a node has too many.
 */
export async function lockBoots(client: ClientBase, names: readonly BootName[]): Promise<Map<string, Boot>> {
  const wanted = mergeOldest(names);
  const columns = [wanted.map(({ node }) => node), wanted.map(({ bootId }) => bootId)];
  // Only new ones are offered: each row that is would use up a number of 31 bits, inserted or not.
  await client.query(
    `INSERT INTO telemetry_boots (node_id, boot_id)
     SELECT node_id, boot_id FROM (
       SELECT node_id, boot_id, row_number() OVER (PARTITION BY node_id ORDER BY boot_id) + (
         SELECT count(*) FROM telemetry_boots recent
         WHERE recent.node_id = wanted.node_id AND recent.started_at > now() - interval '1 hour'
       ) AS of_the_hour
       FROM unnest($1::text[], $2::text[]) AS wanted (node_id, boot_id)
       WHERE EXISTS (SELECT 1 FROM nodes WHERE id = node_id AND deleted_at IS NULL)
         AND NOT EXISTS (
           SELECT 1 FROM telemetry_boots known
           WHERE known.node_id = wanted.node_id AND known.boot_id = wanted.boot_id)
     ) AS fresh
     WHERE of_the_hour <= ${RUNS_OF_AN_HOUR}
     ORDER BY node_id, boot_id
     ON CONFLICT (node_id, boot_id) DO NOTHING`,
    columns,
  );
  const { rows } = await client.query<{
    series: number;
    node_id: string;
    boot_id: string;
    committed: string;
  }>(
    `SELECT series, node_id, boot_id, committed FROM telemetry_boots
     WHERE (node_id, boot_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
     ORDER BY series FOR UPDATE`,
    columns,
  );
  const found = new Map(
    rows.map((row) => [
      bootKey({ node: row.node_id, bootId: row.boot_id }),
      { series: row.series, committed: Number(row.committed) },
    ]),
  );
  return new Map(
    wanted.flatMap((name): [string, Boot][] => {
      const boot = found.get(bootKey(name));
      return boot === undefined ? [] : [[bootKey(name), { ...name, ...boot }]];
    }),
  );
}

/** Of these nodes those that are known and not deleted. */
export async function knownNodes(client: ClientBase, nodes: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM nodes WHERE id = ANY ($1::text[]) AND deleted_at IS NULL',
    [nodes],
  );
  return new Set(rows.map(({ id }) => id));
}

const CONTIGUOUS = {
  samples: {
    column: 'committed',
    numbers: 'SELECT sequence FROM telemetry_samples WHERE series = base.series',
  },
  events: {
    column: 'events_committed',
    numbers: 'SELECT sequence FROM node_events WHERE node_id = base.node_id AND boot_id = base.boot_id',
  },
} as const;

/**
 * Moves each run's mark to the highest number below which nothing is missing, and returns the marks. In a growing
 * list of numbers after a base, the n-th equals base + n up to the first gap and never after it.
 */
export async function advanceCommitted(
  client: ClientBase,
  stream: Stream,
  boots: Iterable<Boot>,
): Promise<Committed[]> {
  const { column, numbers } = CONTIGUOUS[stream];
  const list = [...boots];
  const { rows } = await client.query<{ node_id: string; boot_id: string; sequence: string }>(
    `WITH base AS (
       SELECT series, node_id, boot_id, greatest(${column}, oldest - 1) AS sequence
       FROM unnest($1::int[], $2::bigint[]) AS asked (series, oldest) JOIN telemetry_boots USING (series)
     ), reached AS (
       SELECT base.series, coalesce(max(numbered.sequence), base.sequence) AS sequence
       FROM base LEFT JOIN LATERAL (
         SELECT sequence, row_number() OVER (ORDER BY sequence) AS position
         FROM (${numbers} AND sequence > base.sequence) AS later
       ) AS numbered ON numbered.sequence = base.sequence + numbered.position
       GROUP BY base.series, base.sequence
     )
     UPDATE telemetry_boots AS boot SET ${column} = reached.sequence
     FROM reached WHERE boot.series = reached.series
     RETURNING boot.node_id, boot.boot_id, reached.sequence`,
    [list.map(({ series }) => series), list.map(({ oldest }) => oldest)],
  );
  return rows.map((row) => ({ node: row.node_id, bootId: row.boot_id, sequence: Number(row.sequence) }));
}

function mergeOldest(names: readonly BootName[]): BootName[] {
  const merged = new Map<string, BootName>();
  for (const { node, bootId, oldest } of names) {
    const known = merged.get(bootKey({ node, bootId }));
    merged.set(bootKey({ node, bootId }), { node, bootId, oldest: Math.max(oldest, known?.oldest ?? 0) });
  }
  return [...merged.values()];
}
