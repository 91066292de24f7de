import type { Prisma } from '@ntmobile/prisma';
import { type ConfigSections, parseSections } from '@ntmobile/shared/fleet';
import { lockFleetConfig } from '../../fleet-config/lock-fleet-config.ts';
import { publishFleetConfig } from '../../fleet-config/publish-fleet-config.ts';

/** What became of the fleet's configuration at a start. */
export type OwnAddressOutcome =
  /** It was there, and says of this coordinator what is so, or nothing. */
  | 'asItIs'
  | 'madeFirst'
  | 'addressRenewed'
  /** A person chose the addresses that are published of this coordinator; they stay. */
  | 'addressDiffers';

/**
 * Makes the fleet's first configuration of `sections`, whose first coordinator is this one. When this coordinator's
 * addresses change the configuration follows, also one that a person published for another reason, with addresses
 * that a start wrote; addresses of a person's own stay. Of coordinators that start at once each waits for the one before
 * it and follows what that one wrote.
 */
export async function ensureOwnAddress(
  transaction: Prisma.TransactionClient,
  sections: ConfigSections,
  now: Date,
): Promise<OwnAddressOutcome> {
  await lockFleetConfig(transaction);
  const current = await transaction.fleetConfig.findFirst({
    where: { status: 'current' },
    orderBy: { version: 'desc' },
    select: { sections: true },
  });
  if (current === null) {
    await publishFleetConfig(transaction, { sections, note: 'First start', now });
    return 'madeFirst';
  }
  const published = parseSections(current.sections);
  const [own] = sections.dc;
  if (published === undefined || own === undefined) return 'asItIs';
  const listed = published.dc.find(({ publicKey }) => publicKey === own.publicKey);
  if (listed === undefined || same(listed.endpoints, own.endpoints)) return 'asItIs';
  if (!(await writtenByAStart(transaction, listed))) return 'addressDiffers';
  const dc = published.dc.map((coordinator) => (coordinator === listed ? own : coordinator));
  const note = 'The address of the coordinator changed';
  await publishFleetConfig(transaction, { sections: { ...published, dc }, note, now });
  return 'addressRenewed';
}

type ListedCoordinator = ConfigSections['dc'][number];

/**
 * Whether a start, and no person, wrote these addresses first. Versions after that one only carry them along: a draft
 * saved before they were renewed, one that a person pushed again, one that the start of another coordinator made.
 */
async function writtenByAStart(
  transaction: Prisma.TransactionClient,
  { publicKey, endpoints }: ListedCoordinator,
): Promise<boolean> {
  const versions = await transaction.fleetConfig.findMany({
    where: { publishedAt: { not: null } },
    // Not by version: a draft has its number before its text is final.
    orderBy: [{ createdAt: 'asc' }, { version: 'asc' }],
    select: { sections: true, createdBy: true },
  });
  const first = versions.find(({ sections }) =>
    parseSections(sections)?.dc.some((dc) => dc.publicKey === publicKey && same(dc.endpoints, endpoints)),
  );
  return first?.createdBy === null;
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
