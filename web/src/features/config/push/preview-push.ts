import { parseSections } from '@ntmobile/shared/fleet';
import { z } from 'zod';
import { operatorProcedure } from '../../../trpc/init.ts';
import { fleetConfigs } from '../draft/fleet-config-repository.ts';
import { sectionChanges } from '../sections/section-changes.ts';
import { countPush, heldConfigs } from './push-repository.ts';
import { pushTargetSchema } from './push-target.ts';

/** Distinct configurations that a preview compares with. */
const HELD_SHOWN = 12;

/** Who a push would reach, before it is made. */
export const previewPushProcedure = operatorProcedure
  .input(z.strictObject({ target: pushTargetSchema }))
  .query(async ({ ctx, input }) => {
    const { draft, current } = await fleetConfigs(ctx.prisma);
    const pushed = draft ?? current;
    if (pushed === undefined) return null;
    const of = { target: input.target, hash: Buffer.from(pushed.hash, 'hex') };
    const [counts, held] = await Promise.all([
      countPush(ctx.prisma, of),
      heldConfigs(ctx.prisma, { ...of, limit: HELD_SHOWN }),
    ]);
    const changes = held.map((row) => {
      const before = row.sections === null ? undefined : parseSections(row.sections);
      return {
        hash: row.hash,
        fleetVersion: row.fleet_version,
        nodes: row.nodes,
        changes: before === undefined ? null : sectionChanges(before, pushed.sections),
      };
    });
    const dc = JSON.stringify(pushed.sections.dc);
    const changesDc = current === undefined || JSON.stringify(current.sections.dc) !== dc;
    return { ...counts, held: changes, version: pushed.version, hash: pushed.hash, changesDc };
  });
