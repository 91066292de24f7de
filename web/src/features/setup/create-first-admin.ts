import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { passwordField, usernameField } from '../../auth/credential-fields.ts';
import { hashPassword } from '../../auth/password.ts';
import { passwordWeakness } from '../../auth/password-strength.ts';
import { publicProcedure } from '../../trpc/init.ts';
import { createFirstAdmin, isFirstRun } from './setup-repository.ts';

export const createFirstAdminInput = z
  .strictObject({ username: usernameField, password: passwordField })
  .refine(({ username, password }) => passwordWeakness(password, username) === undefined, {
    path: ['password'],
    message: 'This password is easily guessed. A few unrelated words are best.',
  });

/** Makes the first admin. Open to everybody, and closed for good once there is a user. */
export const createFirstAdminProcedure = publicProcedure
  .input(createFirstAdminInput)
  .mutation(async ({ ctx, input }) => {
    const closed = new TRPCError({ code: 'FORBIDDEN', message: 'This console has its first admin already.' });
    // Asked before hashing too, so that strangers cannot make the server hash.
    if (!(await isFirstRun(ctx.prisma))) throw closed;
    const { address, requestId, now } = ctx;
    const passwordHash = await hashPassword(input.password);
    const made = await createFirstAdmin(ctx.prisma, {
      username: input.username,
      passwordHash,
      address,
      requestId,
      now,
    });
    if (made === undefined) throw closed;
    return { username: input.username };
  });
