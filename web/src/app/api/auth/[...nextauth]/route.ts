import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { nextAuthOptions } from '../../../../auth/next-auth-options.ts';
import { isSameOrigin } from '../../../../auth/same-origin.ts';
import { sessionSource } from '../../../../auth/session-source.ts';
import { boundedBody } from '../../../../trpc/bounded-body.ts';

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

/** Only what the console uses: everything else of next-auth stays closed. */
const GET_ACTIONS = new Set(['csrf', 'callback/oidc']);
/** Most bytes of a sign-in: name, password, another password, code and token. */
const MAX_BODY_BYTES = 16_384;
const POST_ACTIONS = new Set(['callback/credentials', 'signin/oidc', 'signout']);

async function handle(request: NextRequest, context: RouteContext, allowed: Set<string>): Promise<Response> {
  const { nextauth } = await context.params;
  if (!allowed.has(nextauth.join('/'))) return new Response(null, { status: 404 });
  return NextAuth(request, context, nextAuthOptions(sessionSource(request.headers)));
}

/** A sign-in at the provider that failed comes back to our page instead of one of next-auth's. */
export async function GET(request: NextRequest, context: RouteContext): Promise<Response> {
  const response = await handle(request, context, GET_ACTIONS);
  const location = response.headers.get('location');
  if (location === null || !new URL(location, request.url).pathname.startsWith('/api/auth/')) return response;
  const headers = new Headers(response.headers);
  headers.set('location', '/login?error=provider');
  return new Response(null, { status: response.status, headers });
}

export async function POST(request: NextRequest, context: RouteContext): Promise<Response> {
  if (!isSameOrigin(request.headers)) return new Response(null, { status: 403 });
  const body = await boundedBody(request, MAX_BODY_BYTES);
  if (body === undefined) return new Response(null, { status: 413 });
  const { url, headers } = request;
  return handle(new NextRequest(url, { method: 'POST', headers, body }), context, POST_ACTIONS);
}
