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
import {
  isPasskeyAlone,
  SIGN_IN_PATHS,
  type SignInKind,
  signInKindOf,
} from '../../../../auth/sign-in-kind.ts';
import { boundedBody } from '../../../../trpc/bounded-body.ts';

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

/** Only what the console uses: everything else of next-auth stays closed. */
const GET_ACTIONS = new Set(['csrf', 'callback/oidc']);
const { password: PASSWORD_ACTION, provider: PROVIDER_ACTION } = SIGN_IN_PATHS;
const POST_ACTIONS = new Set([PASSWORD_ACTION, PROVIDER_ACTION, 'signout']);
/** Most bytes of a sign-in: name, password, another password, code or passkey's answer, and token. */
const MAX_BODY_BYTES = 32_768;

const actionOf = async ({ params }: RouteContext) => (await params).nextauth.join('/');

const handle = (request: NextRequest, context: RouteContext, again: CurrentUser | undefined) =>
  NextAuth(request, context, nextAuthOptions({ source: sessionSource(request.headers), again }));

const whoComes = (request: NextRequest, form?: URLSearchParams) =>
  whoProvesAgain({ form, cookie: (name) => request.cookies.get(name)?.value });

/** Whether a form brings what its path says: nobody has the turn of another kind. */
const isOfKind = (kind: SignInKind | undefined, form: URLSearchParams) =>
  kind !== 'passkey' ||
  isPasskeyAlone({ username: form.get('username') ?? '', passkey: form.get('passkey') ?? '' });

const comeAgain = () => new Response(null, { status: 429 });

/** What failed at the provider comes back to a page of ours, instead of one of next-auth's, that has words for it. */
export async function GET(request: NextRequest, context: RouteContext): Promise<Response> {
  if (!GET_ACTIONS.has(await actionOf(context))) return new Response(null, { status: 404 });
  const again = await whoComes(request);
  const response: Response = await handle(request, context, again);
  const location = response.headers.get('location');
  if (location === null || !new URL(location, request.url).pathname.startsWith('/api/auth/')) return response;
  const headers = new Headers(response.headers);
  headers.set('location', again === undefined ? '/login?error=provider' : `${PROVED_PATH}?error=failed`);
  return new Response(null, { status: response.status, headers });
}

export async function POST(request: NextRequest, context: RouteContext): Promise<Response> {
  if (!isSameOrigin(request.headers)) return new Response(null, { status: 403 });
  const action = await actionOf(context);
  if (!POST_ACTIONS.has(action)) return new Response(null, { status: 404 });
  const { address } = sessionSource(request.headers);
  if (action === PASSWORD_ACTION && !signInGate().opensFor(address, Date.now())) return comeAgain();
  const body = await boundedBody(request, MAX_BODY_BYTES);
  if (body === undefined) return new Response(null, { status: 413 });
  const form = new URLSearchParams(body);
  const { url, headers } = request;
  const kind = signInKindOf(request.nextUrl.pathname + request.nextUrl.search);
  if (!isOfKind(kind, form)) return new Response(null, { status: 400 });
  const answer = async () => {
    const read = new NextRequest(url, { method: 'POST', headers, body });
    return handle(read, context, await whoComes(read, action === PROVIDER_ACTION ? form : undefined));
  };
  if (kind === undefined) return answer();
  return signInGate()
    .inTurn(kind, address, answer)
    .catch((error: unknown) => {
      if (error instanceof QueueFullError) return comeAgain();
      throw error;
    });
}
