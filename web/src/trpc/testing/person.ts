import type { UserRole } from '@ntmobile/prisma';
import type { CurrentUser } from '../../auth/session-repository.ts';

/** Somebody of a role who proved themselves just now; an account of the database where `id` names one. */
export function person(role: UserRole, id: string = crypto.randomUUID()): CurrentUser {
  const proof = { provedAt: new Date(), owesSecondFactor: false };
  return { id, username: role, displayName: '', role, sessionId: 'session', ...proof };
}
