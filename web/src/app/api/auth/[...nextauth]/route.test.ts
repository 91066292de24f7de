import { NextRequest } from 'next/server';
import { beforeEach, expect, it, vi } from 'vitest';

const CONSOLE = 'http://localhost:3000';
const person = { id: 'boss' };
const whoProvesAgain = vi.fn();
const nextAuth = vi.fn();
vi.mock('next-auth', () => ({ default: nextAuth }));
vi.mock('../../../../auth/asks-again.ts', () => ({ whoProvesAgain }));
vi.mock('../../../../auth/next-auth-options.ts', () => ({ nextAuthOptions: (of: object) => of }));
const gate = { opensFor: vi.fn(), takesPasswords: vi.fn() };
vi.mock('../../../../auth/sign-in-gate.ts', () => ({ signInGate: () => gate }));
const { GET, POST } = await import('./route.ts');

/** Where somebody is led who comes back from the provider. */
async function leadsTo(): Promise<string | null> {
  const request = new NextRequest(`${CONSOLE}/api/auth/callback/oidc?error=access_denied`);
  const answer = await GET(request, { params: Promise.resolve({ nextauth: ['callback', 'oidc'] }) });
  return answer.headers.get('location');
}
const answered = (location: string) => nextAuth.mockResolvedValue(Response.redirect(`${CONSOLE}${location}`));

beforeEach(() => vi.resetAllMocks());

it('a sign-in that failed at the provider comes back to the sign-in', async () => {
  answered('/api/auth/error?error=OAuthCallback');
  expect(await leadsTo()).toBe('/login?error=provider');
});

it('a proof that failed at the provider comes back to the window that tells the page', async () => {
  whoProvesAgain.mockResolvedValue(person);
  answered('/api/auth/error?error=OAuthCallback');
  expect(await leadsTo()).toBe('/proved?error=failed');
});

it('what went well leads where next-auth says', async () => {
  whoProvesAgain.mockResolvedValue(person);
  answered('/proved');
  expect(await leadsTo()).toBe(`${CONSOLE}/proved`);
});

/** The status of a sign-in by a form. */
async function signIn(form: Record<string, string>): Promise<number> {
  const headers = { host: 'localhost:3000', origin: CONSOLE };
  const body = new URLSearchParams(form);
  const request = new NextRequest(`${CONSOLE}/api/auth/callback/credentials`, {
    method: 'POST',
    headers,
    body,
  });
  const context = { params: Promise.resolve({ nextauth: ['callback', 'credentials'] }) };
  nextAuth.mockResolvedValue(new Response(null, { status: 200 }));
  return (await POST(request, context)).status;
}

it('a passkey that comes alone does not wait for the passwords of others', async () => {
  gate.opensFor.mockReturnValue(true);
  gate.takesPasswords.mockReturnValue(false);
  expect(await signIn({ username: '', password: '', passkey: '{}' })).toBe(200);
  expect(nextAuth).toHaveBeenCalledTimes(1);
  expect(await signIn({ username: 'ops', password: 'walks', passkey: '{}' })).toBe(429);
  expect(await signIn({})).toBe(429);
  expect(nextAuth).toHaveBeenCalledTimes(1);
  gate.takesPasswords.mockReturnValue(true);
  expect(await signIn({ username: 'ops', password: 'walks' })).toBe(200);
});

it('nothing of a source with too many sign-ins is looked at', async () => {
  gate.opensFor.mockReturnValue(false);
  expect(await signIn({ username: '', passkey: '{}' })).toBe(429);
  expect(nextAuth).not.toHaveBeenCalled();
});
