import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { passwordField, usernameField } from '../../auth/credential-fields.ts';
import { hashPassword } from '../../auth/password.ts';
import { audited } from '../../trpc/audited.ts';
import { adminProcedure } from '../../trpc/init.ts';
import { addPerson } from './people-repository.ts';

/** Makes an account with a first password. */
export const addPersonProcedure = adminProcedure
  .input(
    z.object({
      username: usernameField,
      password: passwordField,
      role: z.enum(['admin', 'operator', 'viewer']),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const { username, role } = input;
    const passwordHash = await hashPassword(input.password);
    return audited(ctx, async (tx) => {
      const person = await addPerson(tx, { username, passwordHash, role, createdAt: ctx.now });
      if (person === undefined)
        throw new TRPCError({ code: 'CONFLICT', message: 'Somebody has this name already.' });
      return {
        value: { id: person.id },
        audit: {
          action: 'user.created',
          subject: { kind: 'user', id: person.id },
          after: { username, role },
        },
      };
    });
  });
