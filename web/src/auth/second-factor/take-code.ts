import type { PrismaClient } from '@ntmobile/prisma';
import { openSecret } from './sealed-secret.ts';
import { secondFactorKey } from './second-factor-key.ts';
import { findFactors, findSealedSecret, takeRecoveryCode, takeStep } from './second-factor-repository.ts';
import { stepOfCode } from './time-code.ts';

/** Which code somebody brought. */
export type TakenCode = 'app' | 'recovery';

/** Longest text that is looked at; a recovery code with its dashes has 19. */
const MAX_CODE_CHARACTERS = 40;

/** A code, who brings it, and from where. */
interface BroughtCode {
  readonly userId: string;
  /** For the audit, as the source. */
  readonly username: string;
  readonly code: string;
  readonly address: string;
  readonly requestId: string;
  readonly now: Date;
}

/**
 * Takes a code of the person's app or a recovery code. Each is taken once; undefined when it is none. A recovery code
 * is gone for good then, which the audit tells.
 */
export async function takeCode(prisma: PrismaClient, of: BroughtCode): Promise<TakenCode | undefined> {
  const { userId, now } = of;
  if (of.code.length > MAX_CODE_CHARACTERS) return undefined;
  const code = of.code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(code))
    return (await spendRecoveryCode(prisma, { ...of, code })) ? 'recovery' : undefined;
  const sealed = await findSealedSecret(prisma, userId);
  if (sealed === undefined) return undefined;
  const step = stepOfCode(openSecret(await secondFactorKey(), userId, sealed), code, now);
  return step !== undefined && (await takeStep(prisma, userId, step)) ? 'app' : undefined;
}

async function spendRecoveryCode(prisma: PrismaClient, of: BroughtCode): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    if (!(await takeRecoveryCode(tx, of.userId, of.code))) return false;
    const { codesLeft } = await findFactors(tx, of.userId);
    await tx.auditEntry.create({
      data: {
        at: of.now,
        actorKind: 'user',
        actorId: of.userId,
        actorName: of.username,
        action: 'recovery_code.used',
        subjectKind: 'user',
        subjectId: of.userId,
        before: { recoveryCodes: codesLeft + 1 },
        after: { recoveryCodes: codesLeft },
        address: of.address,
        requestId: of.requestId,
      },
      select: { id: true },
    });
    return true;
  });
}
