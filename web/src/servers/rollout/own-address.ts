import type { Prisma } from '@ntmobile/prisma';
import { type ConfigSections, parseSections } from '@ntmobile/shared/fleet';
import { publishFleetConfig } from '../../fleet-config/publish-fleet-config.ts';

/** What became of the fleet's configuration at a start. */
export type OwnAddressOutcome =
  /** It was there, and says of this coordinator what is so, or nothing. */
  | 'asItIs'
  | 'madeFirst'
  | 'addressRenewed'
  /** A person published addresses of this coordinator that it never had; they stay. */
  | 'addressDiffers';

/**
 * Makes the fleet's first configuration of `sections`, whose first coordinator is this one. When this coordinator's
 * addresses change the configuration follows, also one that a person published for another reason, with the addresses
 * as they were written here; addresses of a person's own stay.
 */
export async function ensureOwnAddress(
  transaction: Prisma.TransactionClient,
  sections: ConfigSections,
  now: Date,
): Promise<OwnAddressOutcome> {
  const current = await transaction.fleetConfig.findFirst({
    where: { status: 'current' },
    orderBy: { version: 'desc' },
    select: { sections: true, createdBy: true },
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
  if (current.createdBy !== null && !(await wroteHere(transaction, listed))) return 'addressDiffers';
  const dc = published.dc.map((coordinator) => (coordinator === listed ? own : coordinator));
  const note = 'The address of the coordinator changed';
  await publishFleetConfig(transaction, { sections: { ...published, dc }, note, now });
  return 'addressRenewed';
}

type ListedCoordinator = ConfigSections['dc'][number];

/**
 * Whether the addresses are those of the last configuration that a start, and no person, wrote. Who published it does
 * not tell: a person may have pushed it once more.
 */
async function wroteHere(
  transaction: Prisma.TransactionClient,
  { publicKey, endpoints }: ListedCoordinator,
): Promise<boolean> {
  const last = await transaction.fleetConfig.findFirst({
    where: { publishedAt: { not: null }, createdBy: null },
    orderBy: { version: 'desc' },
    select: { sections: true },
  });
  const own = parseSections(last?.sections ?? '')?.dc.find((dc) => dc.publicKey === publicKey);
  return own !== undefined && same(own.endpoints, endpoints);
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
