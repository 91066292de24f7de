/** What parts of the chain do alone, in the same run on the same machine. */
import { nodeTopic } from '@ntmobile/shared/fleet';
import type { Pool } from 'pg';
import type { SendingNode } from './sending-node.ts';

const COLUMNS = 'series, sequence, at, sent_bytes, received_bytes, sent_packets, received_packets';
/** Messages of a node that the broker has not acknowledged. */
const IN_FLIGHT = 10;
/** As long as the message of a batch of one sample. */
const PAYLOAD = 'x'.repeat(330);

/** Rows a second that one connection inserts into a table like that of the samples, in transactions of so many rows. */
export async function insertRate(pool: Pool, of: { seconds: number; rows: number }): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('CREATE TABLE control_samples (LIKE telemetry_samples INCLUDING ALL)');
    const begun = performance.now();
    let rows = 0;
    while (performance.now() - begun < of.seconds * 1_000) {
      const numbers = Array.from({ length: of.rows }, (_, index) => rows + index);
      await client.query(
        `INSERT INTO control_samples (${COLUMNS}) SELECT 1, number, now(), 1, 1, 1, 1 FROM unnest($1::bigint[]) AS number`,
        [numbers],
      );
      rows += of.rows;
    }
    return rows / ((performance.now() - begun) / 1_000);
  } finally {
    await client.query('DROP TABLE IF EXISTS control_samples');
    client.release();
  }
}

/**
 * Messages a second that the broker takes of all nodes at QoS 1 and hands to the servers, which look at the topic and
 * leave it at that.
 */
export async function brokerRate(
  nodes: readonly SendingNode[],
  seconds: number,
): Promise<{ messages: number; perSecond: number }> {
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  let taken = 0;
  const one = async (node: SendingNode) => {
    while (performance.now() < until) {
      await node.publish(nodeTopic(node.id, 'command/response'), PAYLOAD);
      taken++;
    }
  };
  await Promise.all(nodes.flatMap((node) => Array.from({ length: IN_FLIGHT }, () => one(node))));
  return { messages: taken, perSecond: taken / ((performance.now() - begun) / 1_000) };
}
