/** A column of a tier: what it is of the samples of a bucket, and how two values of it become one. */
export interface TierColumn {
  readonly name: string;
  /** Aggregate over samples with the growth since the one before (`roll-up-statement.ts`). */
  readonly of: string;
  readonly merge: 'sum' | 'least' | 'greatest';
}

/** Counters of a sample that only grow within a run. */
export const COUNTERS = [
  'sent_bytes',
  'received_bytes',
  'sent_packets',
  'received_packets',
  'relayed_bytes',
  'handovers',
] as const;

/** A sum stays here: nodes say what they like, and one bucket that overflows would keep all others out. */
const MOST = (2n ** 62n).toString();
const bounded = (value: string) => `least(${value}, ${MOST})::bigint`;

const sum = (name: string, of: string): TierColumn => ({
  name,
  of: bounded(`coalesce(sum((${of})::numeric), 0)`),
  merge: 'sum',
});
const range = (prefix: string, of: string): TierColumn[] => [
  { name: `${prefix}_min`, of: `min(${of})`, merge: 'least' },
  { name: `${prefix}_max`, of: `max(${of})`, merge: 'greatest' },
];
const rate = (counter: string) => `CASE WHEN covered_ms > 0 THEN ${counter} * 1000 / covered_ms END`;

/** All but the key. */
export const TIER_COLUMNS: readonly TierColumn[] = [
  { name: 'samples', of: 'count(*)', merge: 'sum' },
  sum('covered_ms', 'covered_ms'),
  ...COUNTERS.map((counter) => sum(counter, counter)),
  ...range('sent_rate', rate('sent_bytes')),
  ...range('received_rate', rate('received_bytes')),
  ...['rtt', 'loss'].flatMap((name) => [
    sum(`${name}_sum`, name),
    { name: `${name}_count`, of: `count(${name})`, merge: 'sum' as const },
    ...range(name, name),
  ]),
  sum('tunnels_sum', 'tunnels'),
  ...range('tunnels', 'tunnels'),
];

/** `column = merged, ...` for a row that is there already, of a table by its name. */
export function mergeInto(table: string): string {
  return TIER_COLUMNS.map(({ name, merge }) => {
    const [mine, more] = [`${table}.${name}`, `excluded.${name}`];
    return merge === 'sum'
      ? `${name} = ${bounded(`${mine}::numeric + ${more}`)}`
      : `${name} = ${merge}(${mine}, ${more})`;
  }).join(', ');
}
