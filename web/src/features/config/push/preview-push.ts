import { z } from 'zod';
import { operatorProcedure } from '../../../trpc/init.ts';
import { fleetConfigs } from '../draft/fleet-config-repository.ts';
import { countPush } from './push-repository.ts';
import { pushTargetSchema } from './push-target.ts';

/** Who a push would reach, before it is made. */
export const previewPushProcedure = operatorProcedure
  .input(z.object({ target: pushTargetSchema }))
  .query(async ({ ctx, input }) => {
    const { draft, current } = await fleetConfigs(ctx.prisma);
    const pushed = draft ?? current;
    if (pushed === undefined) return null;
    const counts = await countPush(ctx.prisma, {
      target: input.target,
      hash: Buffer.from(pushed.hash, 'hex'),
    });
    const dc = JSON.stringify(pushed.sections.dc);
    const changesDc = current === undefined || JSON.stringify(current.sections.dc) !== dc;
    return { ...counts, version: pushed.version, hash: pushed.hash, changesDc };
  });
