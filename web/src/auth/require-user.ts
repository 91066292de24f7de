import { redirect } from 'next/navigation';
import { currentUser } from './current-user.ts';
import type { CurrentUser } from './session-repository.ts';

/** The person of a page; a stranger is sent to sign in, and who owes a second factor to add it. */
export async function requireUser(): Promise<CurrentUser> {
  const user = await currentUser();
  if (user === undefined) redirect('/login');
  if (user.owesSecondFactor) redirect('/second-factor');
  return user;
}
