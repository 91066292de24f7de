import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { drawRecoveryCodes, recoveryCodeHash } from './recovery-code.ts';

type Database = PrismaClient | Prisma.TransactionClient;

/** What a person has beside a password. */
export interface Factors {
  /** The authenticator app, once confirmed. */
  readonly app: { readonly confirmedAt: Date } | undefined;
  readonly passkeys: number;
  /** Recovery codes that are left. */
  readonly codesLeft: number;
}

/** A person's second factors. */
export async function findFactors(prisma: Database, userId: string): Promise<Factors> {
  const [found, passkeys, codesLeft] = await Promise.all([
    prisma.secondFactor.findUnique({ where: { userId }, select: { confirmedAt: true } }),
    prisma.passkey.count({ where: { userId } }),
    prisma.recoveryCode.count({ where: { userId } }),
  ]);
  const confirmedAt = found?.confirmedAt;
  return { app: confirmedAt ? { confirmedAt } : undefined, passkeys, codesLeft };
}

/** Whether there is anything beside the password. */
export function hasFactor({ app, passkeys }: Factors): boolean {
  return app !== undefined || passkeys > 0;
}

/** The sealed secret of a person, confirmed or not. */
export async function findSealedSecret(prisma: Database, userId: string): Promise<Uint8Array | undefined> {
  const found = await prisma.secondFactor.findUnique({ where: { userId }, select: { sealedSecret: true } });
  return found?.sealedSecret;
}

/** Keeps a secret that is not confirmed yet, in place of an earlier one; whether there is no confirmed one. */
export async function offerSecret(
  tx: Database,
  of: { userId: string; sealedSecret: Uint8Array<ArrayBuffer>; now: Date },
): Promise<boolean> {
  const { userId, sealedSecret, now } = of;
  const written = await tx.$executeRaw`
    INSERT INTO second_factors (user_id, sealed_secret, created_at) VALUES (${userId}::uuid, ${sealedSecret}, ${now})
    ON CONFLICT (user_id) DO UPDATE SET sealed_secret = EXCLUDED.sealed_secret, created_at = EXCLUDED.created_at
    WHERE second_factors.confirmed_at IS NULL`;
  return written > 0;
}

/** Confirms the secret by the step of its first code; whether it was this one and waited for that. */
export async function confirmSecret(
  tx: Database,
  of: { userId: string; sealedSecret: Uint8Array<ArrayBuffer>; step: bigint; now: Date },
): Promise<boolean> {
  const changed = await tx.secondFactor.updateMany({
    where: { userId: of.userId, sealedSecret: of.sealedSecret, confirmedAt: null },
    data: { confirmedAt: of.now, lastStep: of.step },
  });
  return changed.count > 0;
}

/** Takes the code of a step; false when a code of it or of a later one was taken before. */
export async function takeStep(tx: Database, userId: string, step: bigint): Promise<boolean> {
  const changed = await tx.secondFactor.updateMany({
    where: { userId, confirmedAt: { not: null }, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return changed.count > 0;
}

/** Takes a recovery code; of two who bring the same one only one gets it. */
export async function takeRecoveryCode(tx: Database, userId: string, code: string): Promise<boolean> {
  const deleted = await tx.recoveryCode.deleteMany({ where: { userId, codeHash: recoveryCodeHash(code) } });
  return deleted.count > 0;
}

/** Gives a person ten new recovery codes in place of those that are left. They are in this answer and nowhere else. */
export async function replaceRecoveryCodes(tx: Prisma.TransactionClient, userId: string): Promise<string[]> {
  const codes = drawRecoveryCodes();
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ userId, codeHash: recoveryCodeHash(code) })),
  });
  return codes;
}

/** Takes the authenticator app from a person; whether there was a confirmed one. */
export async function removeApp(tx: Prisma.TransactionClient, userId: string): Promise<boolean> {
  const deleted = await tx.secondFactor.deleteMany({ where: { userId, confirmedAt: { not: null } } });
  return deleted.count > 0;
}

/** Takes every second factor and recovery code from a person; whether there was one. */
export async function removeFactors(tx: Prisma.TransactionClient, userId: string): Promise<boolean> {
  const app = await removeApp(tx, userId);
  const passkeys = await tx.passkey.deleteMany({ where: { userId } });
  await forgetRecoveryCodes(tx, userId);
  return app || passkeys.count > 0;
}

/** Recovery codes stand in for a second factor: they go with the last one. */
export async function forgetRecoveryCodes(tx: Prisma.TransactionClient, userId: string): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { userId } });
}
