import { NextRequest } from 'next/server';
import { beforeEach, expect, it, vi } from 'vitest';
import { QueueFullError } from '../../../../auth/bounded-queue.ts';

const CONSOLE = 'http://localhost:3000';
const person = { id: 'boss' };
const whoProvesAgain = vi.fn();
const nextAuth = vi.fn();
vi.mock('next-auth', () => ({ default: nextAuth }));
vi.mock('../../../../auth/asks-again.ts', () => ({ whoProvesAgain }));
vi.mock('../../../../auth/next-auth-options.ts', () => ({ nextAuthOptions: (of: object) => of }));
const gate = { opensFor: vi.fn(), inTurn: vi.fn() };
vi.mock('../../../../auth/sign-in-gate.ts', () => ({ signInGate: () => gate }));
const { GET, POST } = await import('./route.ts');

/** Where somebody is led who comes back from the provider. */
async function leadsTo(): Promise<string | null> {
  const request = new NextRequest(`${CONSOLE}/api/auth/callback/oidc?error=access_denied`);
  const answer = await GET(request, { params: Promise.resolve({ nextauth: ['callback', 'oidc'] }) });
  return answer.headers.get('location');
}
const answered = (location: string) => nextAuth.mockResolvedValue(Response.redirect(`${CONSOLE}${location}`));

beforeEach(() => {
  vi.resetAllMocks();
  gate.opensFor.mockReturnValue(true);
  gate.inTurn.mockImplementation((_kind, _address, work: () => Promise<Response>) => work());
});

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

/** The status of a form that is sent to a path in which the framework finds an action of next-auth. */
async function send(path: string, form: Record<string, string>, action = path): Promise<number> {
  const headers = { host: 'localhost:3000', origin: CONSOLE };
  const body = new URLSearchParams(form);
  const request = new NextRequest(`${CONSOLE}/api/auth/${path}`, { method: 'POST', headers, body });
  const context = { params: Promise.resolve({ nextauth: action.split('?')[0]?.split('/') ?? [] }) };
  nextAuth.mockResolvedValue(new Response(null, { status: 200 }));
  return (await POST(request, context)).status;
}
const BY_PASSKEY = 'callback/credentials?by=passkey';
const signIn = (form: Record<string, string>) => send('callback/credentials', form);

it('each way in has its turn among those of its kind, and whoever comes while too many wait is told so', async () => {
  gate.inTurn.mockImplementation((kind: string, _address: string, work: () => Promise<Response>) =>
    kind === 'password' ? Promise.reject(new QueueFullError('full')) : work(),
  );
  expect(await send(BY_PASSKEY, { username: '', password: '', passkey: '{}' })).toBe(200);
  expect(await send('signin/oidc', {})).toBe(200);
  expect(nextAuth).toHaveBeenCalledTimes(2);
  expect(await signIn({ username: 'ops', password: 'walks', passkey: '{}' })).toBe(429);
  expect(await signIn({})).toBe(429);
  expect(nextAuth).toHaveBeenCalledTimes(2);
  expect(gate.inTurn.mock.calls.map(([kind]) => kind)).toEqual([
    'passkey',
    'provider',
    'password',
    'password',
  ]);
});

it('a password has no turn among the passkeys', async () => {
  expect(await send(BY_PASSKEY, { username: 'ops', password: 'walks', passkey: '{}' })).toBe(400);
  expect(await send(BY_PASSKEY, {})).toBe(400);
  expect(gate.inTurn).not.toHaveBeenCalled();
});

it('another spelling of a path that the framework takes has its turn as well', async () => {
  expect(
    await send('%63allback/credentials', { username: 'ops', password: 'walks' }, 'callback/credentials'),
  ).toBe(200);
  expect(gate.inTurn.mock.calls.map(([kind]) => kind)).toEqual(['password']);
});

it('who comes back from the provider has a turn too, and words where there is no room', async () => {
  answered('/');
  expect(await leadsTo()).toBe(`${CONSOLE}/`);
  expect(gate.inTurn.mock.calls.map(([kind]) => kind)).toEqual(['provider']);
  gate.inTurn.mockRejectedValue(new QueueFullError('full'));
  expect(await leadsTo()).toBe('/login?error=busy');
  whoProvesAgain.mockResolvedValue(person);
  expect(await leadsTo()).toBe('/proved?error=failed');
  gate.opensFor.mockReturnValue(false);
  nextAuth.mockClear();
  expect(await leadsTo()).toBe('/proved?error=failed');
  expect(nextAuth).not.toHaveBeenCalled();
});

it('a failure is no reason to come again', async () => {
  gate.inTurn.mockRejectedValue(new Error('no memory'));
  await expect(signIn({})).rejects.toThrow('no memory');
});

it('nobody waits to sign out', async () => {
  expect(await send('signout', {})).toBe(200);
  expect(gate.inTurn).not.toHaveBeenCalled();
});

it('nothing of a source with too many sign-ins is looked at', async () => {
  gate.opensFor.mockReturnValue(false);
  expect(await signIn({ username: '', passkey: '{}' })).toBe(429);
  expect(nextAuth).not.toHaveBeenCalled();
});
