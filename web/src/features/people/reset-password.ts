import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { hashPassword } from '../../auth/password.ts';
import { drawReadableSecret } from '../../auth/readable-secret.ts';
import { endSessionsOf } from '../../auth/session-repository.ts';
import { audited } from '../../trpc/audited.ts';
import { provedAdminProcedure } from '../../trpc/init.ts';
import { ONE_TIME_MS } from './one-time.ts';
import { lockOtherPerson, setOneTimePassword } from './people-repository.ts';

const GROUPS = 4;

/**
 * Gives somebody else a one-time password, which is in this answer and nowhere else. Their sessions end, and their
 * next sign-in asks for a password of their own. Their second factor stays.
 */
export const resetPasswordProcedure = provedAdminProcedure
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    const password = drawReadableSecret(GROUPS);
    const passwordHash = await hashPassword(password);
    const oneTimeUntil = new Date(ctx.now.getTime() + ONE_TIME_MS);
    return audited(ctx, async (tx) => {
      const person = await lockOtherPerson(tx, ctx.user.id, input.id);
      if (person.passwordHash === null) {
        throw new TRPCError({
          code: 'BAD_REQUEST',
          message: `${person.username} signs in with the identity provider and has no password here.`,
        });
      }
      await setOneTimePassword(tx, { id: input.id, passwordHash, oneTimeUntil });
      const sessionsEnded = await endSessionsOf(tx, { userId: input.id, now: ctx.now });
      const { username } = person;
      return {
        value: { username, password, until: oneTimeUntil.getTime() },
        audit: {
          action: 'user.password_reset',
          subject: { kind: 'user', id: input.id },
          before: { username, oneTimePasswordUntil: person.oneTimeUntil?.toISOString() ?? null },
          after: { username, oneTimePasswordUntil: oneTimeUntil.toISOString(), sessionsEnded },
        },
      };
    });
  });
