import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { audited } from '../../trpc/audited.ts';
import { adminProcedure } from '../../trpc/init.ts';
import { changePerson, lockPerson } from './people-repository.ts';

/** Changes somebody else's role, or closes and opens their account. One's own stays, so that an admin remains. */
export const changePersonProcedure = adminProcedure
  .input(z.object({ id: z.uuid(), role: z.enum(['admin', 'operator', 'viewer']), disabled: z.boolean() }))
  .mutation(({ ctx, input }) =>
    audited(ctx, async (tx) => {
      if (input.id === ctx.user.id) {
        throw new TRPCError({
          code: 'BAD_REQUEST',
          message: 'Ask another admin to change your own account.',
        });
      }
      const person = await lockPerson(tx, input.id);
      if (person === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such person.' });
      const disabledAt = input.disabled ? (person.disabledAt ?? ctx.now) : null;
      await changePerson(tx, { id: input.id, role: input.role, disabledAt });
      const { username } = person;
      return {
        value: { id: input.id },
        audit: {
          action: 'user.changed',
          subject: { kind: 'user', id: input.id },
          before: { username, role: person.role, disabled: person.disabledAt !== null },
          after: { username, role: input.role, disabled: input.disabled },
        },
      };
    }),
  );
