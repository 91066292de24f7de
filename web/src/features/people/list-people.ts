import { isSecondFactorRequired } from '../../auth/session-repository.ts';
import { adminProcedure } from '../../trpc/init.ts';
import { listPeople, type PersonRow } from './people-repository.ts';

/** Everybody with an account. */
export const listPeopleProcedure = adminProcedure.query(async ({ ctx }) => {
  const [rows, secondFactorRequired] = await Promise.all([
    listPeople(ctx.prisma),
    isSecondFactorRequired(ctx.prisma),
  ]);
  return {
    now: ctx.now.getTime(),
    secondFactorRequired,
    people: rows.map((row) => ({
      id: row.id,
      username: row.username,
      role: row.role,
      self: row.id === ctx.user.id,
      createdAt: row.createdAt.getTime(),
      lastLoginAt: row.lastLoginAt?.getTime() ?? null,
      disabled: row.disabledAt !== null,
      password: passwordState(row, ctx.now),
      secondFactor: row.secondFactor?.confirmedAt != null || row._count.passkeys > 0,
    })),
  };
});

/** `provider`: has none here. `oneTime`: must be replaced at the next sign-in. `ended`: came too late for that. */
function passwordState(row: PersonRow, now: Date): 'provider' | 'own' | 'oneTime' | 'ended' {
  if (row.passwordHash === null) return 'provider';
  if (row.oneTimeUntil === null) return 'own';
  return row.oneTimeUntil > now ? 'oneTime' : 'ended';
}
