import { adminProcedure } from '../../trpc/init.ts';
import { listPeople } from './people-repository.ts';

/** Everybody with an account. */
export const listPeopleProcedure = adminProcedure.query(async ({ ctx }) => {
  const rows = await listPeople(ctx.prisma);
  return {
    now: ctx.now.getTime(),
    people: rows.map((row) => ({
      id: row.id,
      username: row.username,
      role: row.role,
      self: row.id === ctx.user.id,
      createdAt: row.createdAt.getTime(),
      lastLoginAt: row.lastLoginAt?.getTime() ?? null,
      disabled: row.disabledAt !== null,
    })),
  };
});
