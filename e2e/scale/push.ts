import type { PrismaClient } from '@ntmobile/prisma';
import type { ConfigSections } from '@ntmobile/shared/fleet';
import { publishFleetConfig } from '../../web/src/fleet-config/publish-fleet-config.ts';

const TRANSACTION_MS = 30_000;

/** Gives every node the fleet's configuration with another telemetry interval; returns how many get a revision. */
export async function pushInterval(prisma: PrismaClient, intervalSeconds: number): Promise<number> {
  const current = await prisma.fleetConfig.findFirstOrThrow({ where: { status: 'current' } });
  const sections = JSON.parse(current.sections) as ConfigSections;
  const changed = { ...sections, telemetry: { intervalSeconds } };
  const { nodes } = await prisma.$transaction(
    (transaction) =>
      publishFleetConfig(transaction, { sections: changed, note: 'fleet tool', now: new Date() }),
    { timeout: TRANSACTION_MS },
  );
  return nodes;
}
