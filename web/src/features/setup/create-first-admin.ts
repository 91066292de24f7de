import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { passwordField, usernameField } from '../../auth/credential-fields.ts';
import { isForThisMachine } from '../../auth/known-hosts.ts';
import { hashPassword } from '../../auth/password.ts';
import { passwordWeakness } from '../../auth/password-strength.ts';
import { isLoopback } from '../../auth/source-stamp.ts';
import { environment } from '../../env.ts';
import { log } from '../../log.ts';
import { publicProcedure } from '../../trpc/init.ts';
import { forgetSetupCode, isSetupCode } from './setup-code.ts';
import { createFirstAdmin, isFirstRun } from './setup-repository.ts';

/** Characters of a code, with spaces and hyphens as people copy them. */
const LONGEST_CODE = 100;

export const createFirstAdminInput = z
  .strictObject({
    username: usernameField,
    password: passwordField,
    /** Asked for where others than this machine reach the console. */
    setupCode: z.string().max(LONGEST_CODE).optional(),
  })
  .refine(({ username, password }) => passwordWeakness(password, username) === undefined, {
    path: ['password'],
    message: 'This password is easily guessed. A few unrelated words are best.',
  });

/**
 * Makes the first admin. Open to everybody on this machine, elsewhere to who knows the setup code, and closed for good
 * once there is a user.
 */
export const createFirstAdminProcedure = publicProcedure
  .input(createFirstAdminInput)
  .mutation(async ({ ctx, input }) => {
    const closed = new TRPCError({ code: 'FORBIDDEN', message: 'This console has its first admin already.' });
    // Asked before hashing too, so that strangers cannot make the server hash.
    if (!(await isFirstRun(ctx.prisma))) throw closed;
    const { address, requestId, now } = ctx;
    await demandRight(address, input.setupCode ?? '');
    const passwordHash = await hashPassword(input.password);
    const made = await createFirstAdmin(ctx.prisma, {
      username: input.username,
      passwordHash,
      address,
      requestId,
      now,
    });
    if (made === undefined) throw closed;
    await endSetupCode();
    return { username: input.username };
  });

async function demandRight(address: string, typed: string): Promise<void> {
  const { consoleUrl, dataDirectory } = environment();
  if (isForThisMachine(consoleUrl)) {
    if (isLoopback(address)) return;
    throw new TRPCError({
      code: 'FORBIDDEN',
      message:
        'This console is for its own machine. Make the first admin there, or start it with NTM_CONSOLE_URL set to the address that others use.',
    });
  }
  if (await isSetupCode(dataDirectory, typed)) return;
  throw new TRPCError({
    code: 'FORBIDDEN',
    message:
      'This is not the setup code. Open the address that npm start printed, or copy the code from its end.',
  });
}

/** What is left of a code opens nothing any more, so that the admin who was made stays. */
async function endSetupCode(): Promise<void> {
  await forgetSetupCode(environment().dataDirectory).catch((error: unknown) => {
    log.warn({ err: error }, 'the setup code could not be removed; the next start tries again');
  });
}
