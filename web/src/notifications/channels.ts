/**
 * Channels of PostgreSQL's LISTEN / NOTIFY by which the console and the servers tell each other what changed. A
 * payload is an id; what it means is read from the database. A notification may be lost while a listener
 * reconnects, so whoever acts on one reads its table again after each connection too.
 */
export const CHANNELS = {
  /** Node id: admission, name, suspension, deletion or broker epoch changed. From the console. */
  node: 'ntm_node',
  /** Node id: a revision was written (from the console), signed, published or reported on (from the servers). */
  config: 'ntm_config',
  /** Node id: samples, tunnels or events were committed. From the servers. */
  telemetry: 'ntm_telemetry',
  /** Node id: it connected or was lost. From the servers. */
  presence: 'ntm_presence',
  /** Node id: somebody looks at its page now; repeated while they do. From the console. */
  watch: 'ntm_watch',
} as const;

export type Channel = keyof typeof CHANNELS;

/** What is needed of a Prisma client or transaction. */
interface RawQueries {
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** Notifies within the caller's transaction: listeners hear of it when that commits, never before. */
export async function notify(database: RawQueries, channel: Channel, payload: string): Promise<void> {
  await notifyEach(database, channel, [payload]);
}

/** The same for each of many payloads, in one query: a push to the whole fleet names each of its nodes. */
export async function notifyEach(
  database: RawQueries,
  channel: Channel,
  payloads: readonly string[],
): Promise<void> {
  await database.$executeRaw`
    SELECT pg_notify(${CHANNELS[channel]}, payload) FROM unnest(${[...payloads]}::text[]) AS payload`;
}
