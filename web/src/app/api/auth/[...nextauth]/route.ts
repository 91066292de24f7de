import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { whoProvesAgain } from '../../../../auth/asks-again.ts';
import { QueueFullError } from '../../../../auth/bounded-queue.ts';
import { nextAuthOptions } from '../../../../auth/next-auth-options.ts';
import { PROVED_PATH } from '../../../../auth/proved-path.ts';
import { isSameOrigin } from '../../../../auth/same-origin.ts';
import type { CurrentUser } from '../../../../auth/session-repository.ts';
import { sessionSource } from '../../../../auth/session-source.ts';
import { signInGate } from '../../../../auth/sign-in-gate.ts';
import { isPasskeyAlone, type SignInKind, signInKindOf } from '../../../../auth/sign-in-kind.ts';
import { boundedBody } from '../../../../trpc/bounded-body.ts';

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

/** Only what the console uses: everything else of next-auth stays closed. */
const PROVIDER_CALLBACK = 'callback/oidc';
const GET_ACTIONS = new Set(['csrf', PROVIDER_CALLBACK]);
/** Most bytes of a sign-in: name, password, another password, code or passkey's answer, and token. */
const MAX_BODY_BYTES = 32_768;

const actionOf = async ({ params }: RouteContext) => (await params).nextauth.join('/');

const handle = (request: NextRequest, context: RouteContext, again: CurrentUser | undefined) =>
  NextAuth(request, context, nextAuthOptions({ source: sessionSource(request.headers), again }));

const whoComes = (request: NextRequest, form?: URLSearchParams) =>
  whoProvesAgain({ form, cookie: (name) => request.cookies.get(name)?.value });

const comeAgain = () => new Response(null, { status: 429 });

/** Whether a form brings what its path says: nobody has the turn of another kind. */
const isOfKind = (kind: SignInKind | undefined, form: URLSearchParams) =>
  kind !== 'passkey' ||
  isPasskeyAlone({ username: form.get('username') ?? '', passkey: form.get('passkey') ?? '' });

export async function GET(request: NextRequest, context: RouteContext): Promise<Response> {
  const action = await actionOf(context);
  if (!GET_ACTIONS.has(action)) return new Response(null, { status: 404 });
  const again = await whoComes(request);
  if (action !== PROVIDER_CALLBACK) return handle(request, context, again);
  const { address } = sessionSource(request.headers);
  if (!signInGate().opensFor('provider', address, Date.now())) return leadBack('busy', again);
  const answer = await inTurn('provider', address, () => handle(request, context, again));
  if (answer === undefined) return leadBack('busy', again);
  return endsAtNextAuth(answer, request) ? leadBack('provider', again, answer.headers) : answer;
}

/** Whether an answer leads to a page of next-auth's: the way over the provider failed. */
function endsAtNextAuth(answer: Response, request: NextRequest): boolean {
  const location = answer.headers.get('location');
  return location !== null && new URL(location, request.url).pathname.startsWith('/api/auth/');
}

/** What failed comes back to a page of ours that has words for it. */
function leadBack(error: 'busy' | 'provider', again: CurrentUser | undefined, from?: Headers): Response {
  const headers = new Headers(from);
  headers.set('location', again === undefined ? `/login?error=${error}` : `${PROVED_PATH}?error=failed`);
  return new Response(null, { status: 302, headers });
}

export async function POST(request: NextRequest, context: RouteContext): Promise<Response> {
  if (!isSameOrigin(request.headers)) return new Response(null, { status: 403 });
  const action = await actionOf(context);
  const kind = signInKindOf(action, request.nextUrl.searchParams);
  if (kind === undefined && action !== 'signout') return new Response(null, { status: 404 });
  const { address } = sessionSource(request.headers);
  if (kind !== undefined && !signInGate().opensFor(kind, address, Date.now())) return comeAgain();
  // Before its turn: whoever sends slowly must not hold a place.
  const body = await boundedBody(request, MAX_BODY_BYTES);
  if (body === undefined) return new Response(null, { status: 413 });
  const form = new URLSearchParams(body);
  if (!isOfKind(kind, form)) return new Response(null, { status: 400 });
  const { url, headers } = request;
  const answer = async () => {
    const read = new NextRequest(url, { method: 'POST', headers, body });
    return handle(read, context, await whoComes(read, kind === 'provider' ? form : undefined));
  };
  return kind === undefined ? answer() : ((await inTurn(kind, address, answer)) ?? comeAgain());
}

/** What a sign-in gives in its turn; undefined where there is no room for it. */
function inTurn(
  kind: SignInKind,
  address: string,
  answer: () => Promise<Response>,
): Promise<Response | undefined> {
  return signInGate()
    .inTurn<Response | undefined>(kind, address, answer)
    .catch((error: unknown) => {
      if (error instanceof QueueFullError) return undefined;
      throw error;
    });
}
