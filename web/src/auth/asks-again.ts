import { environment } from '../env.ts';
import { currentUser } from './current-user.ts';
import { PROVED_PATH } from './proved-path.ts';
import type { CurrentUser } from './session-repository.ts';

/** Where next-auth keeps, from the start of a way over the provider to its end, where it leads. */
const callbackCookie = () =>
  `${environment().consoleUrl.startsWith('https:') ? '__Secure-' : ''}next-auth.callback-url`;

/** Who starts (in a form) or ends (with a cookie) a way over the provider to prove themselves again; undefined at a sign-in. */
export async function whoProvesAgain(request: {
  form: URLSearchParams | undefined;
  cookie: (name: string) => string | undefined;
}): Promise<CurrentUser | undefined> {
  const leadsTo = request.form?.get('callbackUrl') ?? request.cookie(callbackCookie());
  const { consoleUrl } = environment();
  if (leadsTo !== PROVED_PATH && leadsTo !== consoleUrl + PROVED_PATH) return undefined;
  return currentUser();
}
