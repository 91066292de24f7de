/**
 * Posts a form to the console's own sign-in, with the token that proves our page wrote it. Where no token is given, as to
 * a source that asked too often, that answer is what comes back.
 */
export async function callNextAuth(path: string, fields: Record<string, string>): Promise<Response> {
  const answer = await fetch('/api/auth/csrf', { cache: 'no-store' });
  if (!answer.ok) return answer;
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  return fetch(`/api/auth/${path}`, {
    method: 'POST',
    body: new URLSearchParams({ ...fields, csrfToken, json: 'true' }),
  });
}
