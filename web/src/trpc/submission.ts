import type { Prisma } from '@ntmobile/prisma';
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { PersonContext } from './context.ts';

/** Key that a page draws for each filled form. A form that arrives twice makes one thing. */
export const submissionInput = z.uuid().optional();

/** A form that may arrive twice. */
export interface Submission {
  readonly key: string | undefined;
  /** Sentences for who sent it twice: what the first made, and what to do now. */
  readonly done: string;
}

/** Takes the key of a submission in the transaction of its work; CONFLICT when it was taken before. */
export async function takeSubmission(
  tx: Prisma.TransactionClient,
  { user, now }: PersonContext,
  { key, done }: Submission,
): Promise<void> {
  if (key === undefined) return;
  const data = [{ userId: user.id, key, at: now }];
  // Of two at once the second waits here for the first, and is taken in its place when that fails.
  const { count } = await tx.submission.createMany({ data, skipDuplicates: true });
  if (count === 0) {
    throw new TRPCError({ code: 'CONFLICT', message: `This was sent twice. ${done}` });
  }
}
