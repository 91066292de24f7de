import type { PrismaClient } from '@ntmobile/prisma';
import type { LoginAttempt, LoginResult } from './login.ts';
import { takePasskey } from './passkeys/take-passkey.ts';
import { auditRefusal } from './refusal-audit.ts';
import { startSession } from './start-session.ts';

/**
 * Opens the session of whose passkey it is, where the authenticator verified its person. Passkeys cannot be guessed, so
 * no lock of a name or an address holds their owner up.
 */
export async function logInByPasskey(
  prisma: PrismaClient,
  attempt: LoginAttempt,
  now: Date,
): Promise<LoginResult> {
  const { address, requestId } = attempt;
  const source = { address, requestId, now };
  const taken = await takePasskey(prisma, { response: attempt.passkey, purpose: 'signIn', ...source });
  const user =
    taken && (await prisma.user.findUnique({ where: { id: taken.userId }, select: { username: true } }));
  if (!taken || !user) {
    await auditRefusal(prisma, { username: '', action: 'login.passkey_refused', ...source });
    return { kind: 'passkeyRefused' };
  }
  const { userId, passkeyId } = taken;
  const account = { id: userId, username: user.username, by: { passkeyId } };
  const sessionId = await startSession(prisma, { account, attempt, now });
  return sessionId === undefined ? { kind: 'passkeyRefused' } : { kind: 'admitted', userId, sessionId };
}
