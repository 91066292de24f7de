import type { PrismaClient } from '@ntmobile/prisma';
import { logInByPasskey } from './log-in-by-passkey.ts';
import type { LoginAccount } from './login-repository.ts';
import { hashPassword } from './password.ts';
import { type PasswordWeakness, passwordWeakness } from './password-strength.ts';
import {
  finishProof,
  forgoProof,
  isGuarded,
  type Proof,
  type ProofRefusal,
  provePassword,
} from './prove-identity.ts';
import type { SessionSource } from './session-repository.ts';
import { setOwnPassword } from './set-password.ts';
import { isPasskeyAlone } from './sign-in-kind.ts';
import { startSession } from './start-session.ts';

/** What somebody typed, and from where. */
export interface LoginAttempt extends Proof, SessionSource {
  /** Takes the place of the password; empty where it stays. */
  readonly newPassword: string;
}

/** Why a new password is not taken. */
export type NewPasswordRefusal = PasswordWeakness | 'same';

export type LoginResult =
  | { readonly kind: 'admitted'; readonly userId: string; readonly sessionId: string }
  | { readonly kind: ProofRefusal }
  | { readonly kind: 'newPasswordNeeded' }
  | { readonly kind: 'newPasswordRefused'; readonly because: NewPasswordRefusal };

/**
 * Decides a login and opens its session, once everything that it takes is there: the password, another in place of a
 * one-time one, and the code. Each refusal says what is still missing; until then there is no session to misuse. The
 * code is looked at last, since it is worth something once. A new password ends every other session. A passkey that
 * comes without a name is all that there is to prove.
 */
export async function logIn(prisma: PrismaClient, attempt: LoginAttempt, now: Date): Promise<LoginResult> {
  if (isPasskeyAlone(attempt)) return logInByPasskey(prisma, attempt, now);
  const proved = await provePassword(prisma, attempt, now);
  if (typeof proved === 'string') return { kind: proved };
  const { account } = proved;
  const unfit = newPasswordRefusal(account, attempt);
  if (unfit !== undefined) {
    await forgoProof(prisma, proved, unfit.kind);
    return unfit;
  }
  const finished = await finishProof(prisma, { ...attempt, ...proved });
  if (typeof finished === 'string') return { kind: finished };
  let { passwordHash } = finished;
  if (attempt.newPassword !== '') {
    const to = await hashPassword(attempt.newPassword);
    if (!(await setOwnPassword(prisma, { account, from: passwordHash, to, attempt, now }))) {
      return { kind: 'refused' };
    }
    passwordHash = to;
  }
  const by = { passwordHash, secondFactor: isGuarded(account) };
  const { id, username } = account;
  const sessionId = await startSession(prisma, { account: { id, username, by }, attempt, now });
  return sessionId === undefined ? { kind: 'refused' } : { kind: 'admitted', userId: id, sessionId };
}

function newPasswordRefusal(
  account: LoginAccount,
  { password, newPassword }: LoginAttempt,
): Extract<LoginResult, { kind: 'newPasswordNeeded' | 'newPasswordRefused' }> | undefined {
  if (newPassword === '') return account.oneTimeUntil === null ? undefined : { kind: 'newPasswordNeeded' };
  if (newPassword === password) return { kind: 'newPasswordRefused', because: 'same' };
  const because = passwordWeakness(newPassword, account.username);
  return because && { kind: 'newPasswordRefused', because };
}
