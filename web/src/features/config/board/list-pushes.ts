import { authedProcedure } from '../../../trpc/init.ts';
import { recentPushes } from './board-repository.ts';

const SHOWN = 10;

/** The newest pushes. */
export const listPushesProcedure = authedProcedure.query(async ({ ctx }) => {
  const rows = await recentPushes(ctx.prisma, SHOWN);
  return {
    now: ctx.now.getTime(),
    pushes: rows.map((row) => ({
      pushId: row.created_at.getTime(),
      by: row.username,
      fleetVersion: row.fleet_version,
      count: row.count,
    })),
  };
});
