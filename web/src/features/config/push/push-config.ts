import type { Prisma } from '@ntmobile/prisma';
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { createRevisions } from '../../../fleet-config/create-revision.ts';
import { lockFleetConfig } from '../../../fleet-config/lock-fleet-config.ts';
import { publishFleetConfig } from '../../../fleet-config/publish-fleet-config.ts';
import { audited } from '../../../trpc/audited.ts';
import { provedOperatorProcedure } from '../../../trpc/init.ts';
import { type FleetConfigVersion, fleetConfigs } from '../draft/fleet-config-repository.ts';
import { heldConfigs, pushRecipients } from './push-repository.ts';
import { type PushTarget, pushTargetSchema } from './push-target.ts';

/** Most configurations that the audit names of those that the recipients had. */
const HELD_TOLD = 10;

/**
 * Gives each recipient a new revision with the saved sections; the coordinator signs and publishes them. The count
 * and the sections must still be those that the person confirmed.
 */
export const pushConfigProcedure = provedOperatorProcedure
  .input(
    z.strictObject({ target: pushTargetSchema, hash: z.string().length(64), expectedCount: z.int().min(1) }),
  )
  .mutation(({ ctx, input }) =>
    audited(ctx, async (tx) => {
      await lockFleetConfig(tx);
      const { draft, current } = await fleetConfigs(tx);
      const pushed = draft ?? current;
      if (pushed === undefined || pushed.hash !== input.hash) {
        throw new TRPCError({
          code: 'CONFLICT',
          message: 'The draft was changed meanwhile. Look at it again.',
        });
      }
      const hash = Buffer.from(pushed.hash, 'hex');
      const nodeIds = await pushRecipients(tx, { target: input.target, hash });
      if (nodeIds.length !== input.expectedCount) {
        throw new TRPCError({
          code: 'CONFLICT',
          message: `It would reach ${nodeIds.length} nodes now, not ${input.expectedCount}. Confirm again.`,
        });
      }
      const before = await configsBefore(tx, { target: input.target, hash, current });
      const toAll = input.target.kind === 'all';
      const made = { sections: pushed.sections, now: ctx.now };
      if (toAll) {
        const { version } = pushed;
        await publishFleetConfig(tx, { ...made, note: '', version, publishedBy: ctx.user.id });
      } else {
        await createRevisions(tx, { ...made, nodes: nodeIds, createdBy: ctx.user.id });
      }
      return {
        value: { pushId: ctx.now.getTime(), count: nodeIds.length },
        audit: {
          action: 'config.pushed',
          subject: { kind: 'push', id: String(ctx.now.getTime()) },
          before,
          after: {
            target: toAll ? 'all' : nodeIds.slice(0, 100),
            count: nodeIds.length,
            version: pushed.version,
            hash: pushed.hash,
          },
        },
      };
    }),
  );

/** What was in force, and what most of the recipients had. */
async function configsBefore(
  tx: Prisma.TransactionClient,
  of: { target: PushTarget; hash: Uint8Array; current: FleetConfigVersion | undefined },
) {
  const { target, hash, current } = of;
  const held = await heldConfigs(tx, { target, hash, limit: HELD_TOLD });
  return {
    version: current?.version ?? null,
    hash: current?.hash ?? null,
    held: held.map((row) => ({ version: row.fleet_version, hash: row.hash, nodes: row.nodes })),
  };
}
