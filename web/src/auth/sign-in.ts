/** How a login in the browser ended. */
export type SignInResult = 'admitted' | 'refused' | 'locked' | 'failed';

async function csrfToken(): Promise<string> {
  const answer = await fetch('/api/auth/csrf', { cache: 'no-store' });
  return ((await answer.json()) as { csrfToken: string }).csrfToken;
}

function post(path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(path, { method: 'POST', body: new URLSearchParams({ ...fields, json: 'true' }) });
}

/** Proves the password to the console; its answer sets the session's cookie. */
export async function signIn(username: string, password: string): Promise<SignInResult> {
  try {
    const answer = await post('/api/auth/callback/credentials', {
      username,
      password,
      csrfToken: await csrfToken(),
    });
    if (answer.ok) return 'admitted';
    if (answer.status !== 401) return 'failed';
    const { url } = (await answer.json()) as { url: string };
    return new URL(url, location.href).searchParams.get('error') === 'locked' ? 'locked' : 'refused';
  } catch {
    return 'failed';
  }
}

/** Ends the session at the server and forgets its cookie. */
export async function signOut(): Promise<void> {
  await post('/api/auth/signout', { csrfToken: await csrfToken() });
}
