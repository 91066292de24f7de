import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { passwordField, usernameField } from '../../auth/credential-fields.ts';
import { hashPassword } from '../../auth/password.ts';
import { passwordWeakness } from '../../auth/password-strength.ts';
import { audited } from '../../trpc/audited.ts';
import { provedAdminProcedure } from '../../trpc/init.ts';
import { submissionInput } from '../../trpc/submission.ts';
import { ONE_TIME_MS } from './one-time.ts';
import { addPerson } from './people-repository.ts';

const addPersonInput = z
  .strictObject({
    username: usernameField,
    password: passwordField,
    role: z.enum(['admin', 'operator', 'viewer']),
    submission: submissionInput,
    /** The password opens the way to one of their own, and nothing else. */
    oneTime: z.boolean(),
  })
  .refine(({ username, password }) => passwordWeakness(password, username) === undefined, {
    path: ['password'],
    message: 'This password is easily guessed. A few unrelated words are best.',
  });

const ADDED_BEFORE = 'The first of the two added the person. Open the page again to see them.';

/** Makes an account with a first password. */
export const addPersonProcedure = provedAdminProcedure
  .input(addPersonInput)
  .mutation(async ({ ctx, input }) => {
    const { username, role, oneTime } = input;
    const passwordHash = await hashPassword(input.password);
    const oneTimeUntil = oneTime ? new Date(ctx.now.getTime() + ONE_TIME_MS) : null;
    return audited(
      ctx,
      async (tx) => {
        const person = await addPerson(tx, {
          username,
          passwordHash,
          oneTimeUntil,
          role,
          createdAt: ctx.now,
        });
        if (person === undefined)
          throw new TRPCError({ code: 'CONFLICT', message: 'Somebody has this name already.' });
        return {
          value: { id: person.id },
          audit: {
            action: 'user.created',
            subject: { kind: 'user', id: person.id },
            after: { username, role, oneTime },
          },
        };
      },
      { key: input.submission, done: ADDED_BEFORE },
    );
  });
