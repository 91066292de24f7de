import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy } from './app/security-headers.ts';

/** Pages are read only: there are no server actions. */
const PAGE_METHODS = 'GET, HEAD';

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
  const response = isForNobody(request)
    ? new NextResponse('Pages take no data. Turn JavaScript on, and open this one again.\n', {
        status: 405,
        headers: { allow: PAGE_METHODS },
      })
    : NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('x-request-id', requestId);
  return response;
}

/** Whether a request would change something of a page, which nothing does. */
function isForNobody({ method, nextUrl }: NextRequest): boolean {
  return !PAGE_METHODS.split(', ').includes(method) && !nextUrl.pathname.startsWith('/api/');
}

export const config = { matcher: '/((?!_next/static|_next/image|icon.svg|favicon.ico).*)' };
