import type { Prisma } from '@ntmobile/prisma';
import { type ConfigSections, parseSections } from '@ntmobile/shared/fleet';

/** What the fleet's configuration in force says; undefined before there is one. */
export async function readCurrentSections(
  database: Pick<Prisma.TransactionClient, 'fleetConfig'>,
): Promise<ConfigSections | undefined> {
  const current = await database.fleetConfig.findFirst({
    where: { status: 'current' },
    select: { sections: true },
    orderBy: { version: 'desc' },
  });
  return current === null ? undefined : parseSections(current.sections);
}
