import type { PrismaClient } from '@ntmobile/prisma';
import type { Produced } from './produced-items.ts';
import type { ScaleNode } from './scale-node.ts';

/** What the nodes have produced against what the database has. */
export interface TelemetryAudit {
  readonly produced: number;
  readonly rows: number;
  readonly missing: number;
  readonly doubled: number;
}

/** What of a node is compared. */
type Producer = Pick<ScaleNode, 'id' | 'produced'>;

interface Expected {
  readonly node: Producer;
  readonly counts: Produced;
}

/** The items that exist at this instant; those that come later are not looked at. */
export class TelemetryCheck {
  readonly #prisma: PrismaClient;
  readonly #expected: readonly Expected[];

  constructor(prisma: PrismaClient, nodes: readonly Producer[]) {
    this.#prisma = prisma;
    this.#expected = nodes.map((node) => ({ node, counts: node.produced.counts }));
  }

  /** Whether the servers have acknowledged all of them. */
  async isCommitted(): Promise<boolean> {
    const rows = await this.#prisma.telemetryBoot.findMany({
      select: { nodeId: true, bootId: true, committed: true, eventsCommitted: true },
    });
    const boots = new Map(rows.map((row) => [`${row.nodeId} ${row.bootId}`, row]));
    return this.#expected.every(({ node, counts }) => {
      const boot = boots.get(`${node.id} ${node.produced.bootId}`);
      return (
        boot !== undefined &&
        boot.committed >= counts.samples - 1 &&
        boot.eventsCommitted >= counts.events - 1
      );
    });
  }

  /** Compares item by item, by (node, boot, sequence). */
  async audit(stream: 'samples' | 'events'): Promise<TelemetryAudit> {
    const nodes = this.#expected.map(({ node }) => node.id);
    const boots = this.#expected.map(({ node }) => node.produced.bootId);
    const counts = this.#expected.map(({ counts }) => counts[stream]);
    const rows = stream === 'samples' ? this.#sampleRows : this.#eventRows;
    const found = await rows.call(this, nodes, boots, counts);
    const produced = counts.reduce((sum, count) => sum + count, 0);
    const all = found.reduce((sum, { rows }) => sum + rows, 0);
    const different = found.reduce((sum, { different }) => sum + different, 0);
    return { produced, rows: all, missing: produced - different, doubled: all - different };
  }

  #sampleRows(nodes: string[], boots: string[], counts: number[]) {
    return this.#prisma.$queryRaw<{ rows: number; different: number }[]>`
      SELECT count(*)::int AS rows, count(DISTINCT s.sequence)::int AS different
      FROM unnest(${nodes}::text[], ${boots}::text[], ${counts}::int[]) AS made (node_id, boot_id, count)
      JOIN telemetry_boots b USING (node_id, boot_id)
      JOIN telemetry_samples s ON s.series = b.series AND s.sequence BETWEEN 0 AND made.count - 1
      GROUP BY b.series`;
  }

  #eventRows(nodes: string[], boots: string[], counts: number[]) {
    return this.#prisma.$queryRaw<{ rows: number; different: number }[]>`
      SELECT count(*)::int AS rows, count(DISTINCT e.sequence)::int AS different
      FROM unnest(${nodes}::text[], ${boots}::text[], ${counts}::int[]) AS made (node_id, boot_id, count)
      JOIN node_events e ON e.node_id = made.node_id AND e.boot_id = made.boot_id
        AND e.sequence BETWEEN 0 AND made.count - 1
      GROUP BY e.node_id`;
  }
}
