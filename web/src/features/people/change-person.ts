import { z } from 'zod';
import { audited } from '../../trpc/audited.ts';
import { provedAdminProcedure } from '../../trpc/init.ts';
import { changePerson, lockOtherPerson } from './people-repository.ts';

/** Changes somebody else's role, or closes and opens their account. */
export const changePersonProcedure = provedAdminProcedure
  .input(
    z.strictObject({ id: z.uuid(), role: z.enum(['admin', 'operator', 'viewer']), disabled: z.boolean() }),
  )
  .mutation(({ ctx, input }) =>
    audited(ctx, async (tx) => {
      const person = await lockOtherPerson(tx, ctx.user.id, input.id);
      const disabledAt = input.disabled ? (person.disabledAt ?? ctx.now) : null;
      await changePerson(tx, person, { role: input.role, disabledAt, now: ctx.now });
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
