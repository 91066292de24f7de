import type { PrismaClient } from '@ntmobile/prisma';
import { usernameField } from './credential-fields.ts';
import { isLocked } from './lockout.ts';
import {
  findAccount,
  forgetMiss,
  forgetMisses,
  type LoginAccount,
  type MissKey,
  markPasswordRight,
  recentMisses,
  recordMiss,
  replaceHash,
} from './login-repository.ts';
import { takePasskey } from './passkeys/take-passkey.ts';
import { hashPassword, isHashOutdated, passwordMatches } from './password.ts';
import { auditRefusal } from './refusal-audit.ts';
import { takeCode } from './second-factor/take-code.ts';

/** What somebody brings as a proof of who they are, and from where. */
export interface Proof {
  readonly username: string;
  readonly password: string;
  /** Of the authenticator app, or a recovery code; empty without. */
  readonly code: string;
  /** The answer of a passkey, in place of the code; empty without. */
  readonly passkey: string;
  readonly address: string;
  readonly requestId: string;
}

/** What a right password still lacks: a code, or, where there are passkeys, one of those or a code. */
type FactorRefusal = 'codeNeeded' | 'codeRefused' | 'passkeyNeeded' | 'passkeyRefused';

/** Why a proof is not taken. `refused` is the same for an unknown name, a closed account and a wrong password. */
export type ProofRefusal = 'refused' | 'locked' | FactorRefusal;

/** The row of an account that has a password. */
type ProvedRow = LoginAccount & { readonly passwordHash: string };

/** A right password whose attempt is still counted as a miss until `finishProof`. */
export interface PasswordProof {
  readonly account: ProvedRow;
  readonly attempt: Attempt;
}

interface Attempt extends MissKey {
  readonly missId: bigint;
  readonly requestId: string;
  readonly now: Date;
}

/** Checks name and password, unless misses locked them. Who goes on proves the code by `finishProof`. */
export async function provePassword(
  prisma: PrismaClient,
  proof: Proof,
  now: Date,
): Promise<PasswordProof | 'refused' | 'locked'> {
  const parsed = usernameField.safeParse(proof.username);
  // What is no name is nobody's; all of it is counted as one.
  const key = { username: parsed.success ? parsed.data : '', address: proof.address };
  const missId = await recordMiss(prisma, { ...key, now });
  const attempt: Attempt = { ...key, missId, requestId: proof.requestId, now };
  const account = await findAccount(prisma, key.username);
  const bringsCode = proof.code + proof.passkey !== '' && isGuarded(account);
  if (isLocked(await recentMisses(prisma, { ...key, ownId: missId, now }), bringsCode)) {
    await forgetMiss(prisma, missId);
    await auditRefusal(prisma, { ...attempt, action: 'login.locked' });
    return 'locked';
  }
  const matches = await passwordMatches(proof.password, account?.passwordHash).catch(
    async (error: unknown) => {
      // What was not looked at is no miss.
      await forgetMiss(prisma, missId);
      throw error;
    },
  );
  if (!account?.passwordHash || !matches || !isOpen(account, now)) {
    await auditRefusal(prisma, { ...attempt, action: 'login.refused' });
    return 'refused';
  }
  return { account: { ...account, passwordHash: account.passwordHash }, attempt };
}

/**
 * Checks the second factor where the account takes one, and forgives the misses before it. Returns the hash that is
 * kept now.
 */
export async function finishProof(
  prisma: PrismaClient,
  of: PasswordProof & Pick<Proof, 'password' | 'code' | 'passkey'>,
): Promise<FactorRefusal | { passwordHash: string }> {
  const { account, attempt } = of;
  if (isGuarded(account)) {
    const refusal = await factorRefusal(prisma, of);
    if (refusal !== undefined) return refusal;
  }
  await forgetMisses(prisma, attempt);
  return { passwordHash: await renewHash(prisma, account, of.password) };
}

async function factorRefusal(
  prisma: PrismaClient,
  of: PasswordProof & Pick<Proof, 'code' | 'passkey'>,
): Promise<FactorRefusal | undefined> {
  const { account, attempt, code, passkey } = of;
  if (code === '' && passkey === '') {
    return forgoProof(prisma, of, account._count.passkeys > 0 ? 'passkeyNeeded' : 'codeNeeded');
  }
  await markPasswordRight(prisma, attempt.missId);
  const { address, requestId, now } = attempt;
  const userId = account.id;
  const taken =
    passkey === ''
      ? await takeCode(prisma, { userId, username: account.username, code, address, requestId, now })
      : await takePasskey(prisma, { response: passkey, purpose: 'factor', userId, address, requestId, now });
  if (taken !== undefined) return undefined;
  await auditRefusal(prisma, {
    ...attempt,
    action: passkey === '' ? 'login.code_refused' : 'login.passkey_refused',
  });
  return passkey === '' ? 'codeRefused' : 'passkeyRefused';
}

/** Ends an attempt that proved the password and was neither admitted nor a miss. */
export async function forgoProof<T>(
  prisma: PrismaClient,
  { attempt }: PasswordProof,
  because: T,
): Promise<T> {
  await forgetMiss(prisma, attempt.missId);
  return because;
}

/** Whether an account asks for a second factor. */
export function isGuarded(account: LoginAccount | null): boolean {
  return account?.secondFactor?.confirmedAt != null || (account?._count.passkeys ?? 0) > 0;
}

function isOpen(account: LoginAccount, now: Date): boolean {
  return account.disabledAt === null && (account.oneTimeUntil === null || account.oneTimeUntil > now);
}

async function renewHash(prisma: PrismaClient, account: ProvedRow, password: string): Promise<string> {
  const from = account.passwordHash;
  if (!isHashOutdated(from)) return from;
  const to = await hashPassword(password);
  return (await replaceHash(prisma, { userId: account.id, from, to })) ? to : from;
}
