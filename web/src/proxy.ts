import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy } from './app/security-headers.ts';

/**
 * Gives each request an id and a fresh nonce for its scripts. Nothing is authorised here: every procedure
 * does that itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const requestId = crypto.randomUUID();
  const policy = contentSecurityPolicy({ nonce, development: process.env.NODE_ENV !== 'production' });
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('x-request-id', requestId);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('x-request-id', requestId);
  return response;
}

export const config = { matcher: '/((?!_next/static|_next/image|icon.svg|favicon.ico).*)' };
