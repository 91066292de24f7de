import type { PrismaClient } from '@ntmobile/prisma';
import { openSecret } from './sealed-secret.ts';
import { secondFactorKey } from './second-factor-key.ts';
import { findSealedSecret, takeRecoveryCode, takeStep } from './second-factor-repository.ts';
import { stepOfCode } from './time-code.ts';

/** Which code somebody brought. */
export type TakenCode = 'app' | 'recovery';

/** Longest text that is looked at; a recovery code with its dashes has 19. */
const MAX_CODE_CHARACTERS = 40;

/** Takes a code of the person's app or a recovery code. Each is taken once; undefined when it is none. */
export async function takeCode(
  prisma: PrismaClient,
  of: { userId: string; code: string; now: Date },
): Promise<TakenCode | undefined> {
  const { userId, now } = of;
  if (of.code.length > MAX_CODE_CHARACTERS) return undefined;
  const code = of.code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(code)) return (await takeRecoveryCode(prisma, userId, code)) ? 'recovery' : undefined;
  const sealed = await findSealedSecret(prisma, userId);
  if (sealed === undefined) return undefined;
  const step = stepOfCode(openSecret(await secondFactorKey(), userId, sealed), code, now);
  return step !== undefined && (await takeStep(prisma, userId, step)) ? 'app' : undefined;
}
