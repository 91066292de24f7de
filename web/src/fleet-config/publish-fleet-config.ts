import type { Prisma } from '@ntmobile/prisma';
import type { ConfigSections } from '@ntmobile/shared/fleet';
import { notifyEach } from '../notifications/channels.ts';
import { insertRevisions } from './insert-revisions.ts';
import { lockFleetConfig } from './lock-fleet-config.ts';
import { hashOfSections, storedSections } from './realm-sections.ts';

/** A configuration for all nodes. */
export interface FleetConfigRequest {
  readonly sections: ConfigSections;
  readonly note: string;
  /** Number of what is published, where it is written already: the draft, or the current one once more. */
  readonly version?: number;
  readonly publishedBy?: string;
  readonly now: Date;
}

/**
 * Makes sections the fleet's current ones and gives them to every node. Returns the version and how many nodes. A
 * caller whose sections follow from those in force takes the lock before it reads them.
 */
export async function publishFleetConfig(
  transaction: Prisma.TransactionClient,
  request: FleetConfigRequest,
): Promise<{ version: number; nodes: number }> {
  await lockFleetConfig(transaction);
  const { note, now, publishedBy } = request;
  const { text, hash } = await storedSections(transaction, request.sections);
  const by = publishedBy === undefined ? {} : { createdBy: publishedBy };
  await transaction.fleetConfig.updateMany({ where: { status: 'current' }, data: { status: 'superseded' } });
  const published = { status: 'current', sections: text, hash, note, publishedAt: now } as const;
  const data = { ...published, publishedBy: publishedBy ?? null };
  const select = { version: true };
  const { version } =
    request.version === undefined
      ? await transaction.fleetConfig.create({ data: { ...data, ...by, createdAt: now }, select })
      : await transaction.fleetConfig.update({ where: { version: request.version }, data, select });
  const revised = await insertRevisions(transaction, 'all', {
    sections: text,
    hash,
    fleetVersion: version,
    now,
    ...by,
  });
  await notifyEach(
    transaction,
    'config',
    revised.map(({ node }) => node),
  );
  return { version, nodes: revised.length };
}

/** Gives the fleet's current sections to nodes that have none: those that were enrolled since. */
export async function reviseNewNodes(transaction: Prisma.TransactionClient, now: Date): Promise<number> {
  await lockFleetConfig(transaction);
  const current = await transaction.fleetConfig.findFirst({
    where: { status: 'current' },
    orderBy: { version: 'desc' },
    select: { version: true, sections: true },
  });
  if (current === null) return 0;
  const { version, sections } = current;
  const revision = { sections, hash: hashOfSections(sections), fleetVersion: version, now };
  return (await insertRevisions(transaction, 'nodesWithout', revision)).length;
}
