import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { nextAuthOptions } from '../../../../auth/next-auth-options.ts';
import { isSameOrigin } from '../../../../auth/same-origin.ts';

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

/** Only what the console uses: everything else of next-auth stays closed. */
const GET_ACTIONS = new Set(['csrf']);
const POST_ACTIONS = new Set(['callback/credentials', 'signout']);

async function handle(request: NextRequest, context: RouteContext, allowed: Set<string>): Promise<Response> {
  const { nextauth } = await context.params;
  if (!allowed.has(nextauth.join('/'))) return new Response(null, { status: 404 });
  return NextAuth(request, context, nextAuthOptions());
}

export function GET(request: NextRequest, context: RouteContext): Promise<Response> {
  return handle(request, context, GET_ACTIONS);
}

export async function POST(request: NextRequest, context: RouteContext): Promise<Response> {
  if (!isSameOrigin(request.headers)) return new Response(null, { status: 403 });
  return handle(request, context, POST_ACTIONS);
}
