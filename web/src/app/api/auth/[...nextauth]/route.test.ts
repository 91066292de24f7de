import { NextRequest } from 'next/server';
import { beforeEach, expect, it, vi } from 'vitest';

const CONSOLE = 'http://localhost:3000';
const person = { id: 'boss' };
const whoProvesAgain = vi.fn();
const nextAuth = vi.fn();
vi.mock('next-auth', () => ({ default: nextAuth }));
vi.mock('../../../../auth/asks-again.ts', () => ({ whoProvesAgain }));
vi.mock('../../../../auth/next-auth-options.ts', () => ({ nextAuthOptions: (of: object) => of }));
const { GET } = await import('./route.ts');

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
