import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { clientAddress } from './client-address.ts';
import { signInGate } from './sign-in-gate.ts';
import { type SignInKind, signInKindOf } from './sign-in-kind.ts';

/** Published by Node before a request's own handlers run. */
const REQUEST_STARTS = 'http.server.request.start';
/** Seconds within which the sign-ins that wait have had their turn. */
const RETRY_AFTER = '3';
const PREFIX = '/api/auth/';
const ANY_HOST = 'http://console';

/**
 * Has every HTTP server of this process answer sign-ins that the gate would refuse by itself: before a route of Next
 * runs, a request has cost the process some milliseconds, and a flood is made of those. To be called after the sources
 * are stamped.
 */
export function turnSignInsAway(): void {
  const guarded = new WeakSet<Server>();
  subscribe(REQUEST_STARTS, (message) => {
    const { server } = message as { server: Server };
    if (guarded.has(server)) return;
    guarded.add(server);
    guard(server);
  });
}

/** Stands before those who listen for requests by now, the present one too. */
function guard(server: Server): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isTurnedAway(request)) response.writeHead(429, { 'retry-after': RETRY_AFTER }).end();
    else for (const listener of listeners) listener.call(server, request, response);
  });
}

function isTurnedAway({ method, url, headers }: IncomingMessage): boolean {
  const kind = method === 'POST' ? kindOf(url ?? '') : undefined;
  if (kind === undefined) return false;
  const forwardedFor = headers['x-forwarded-for'];
  const address = clientAddress(typeof forwardedFor === 'string' ? forwardedFor : forwardedFor?.at(-1));
  return signInGate().isClosedTo(kind, address, Date.now());
}

/** However the path is written: a route is found by its decoded segments. */
function kindOf(target: string): SignInKind | undefined {
  if (!URL.canParse(target, ANY_HOST)) return undefined;
  const { pathname, searchParams } = new URL(target, ANY_HOST);
  try {
    const path = pathname.split('/').map(decodeURIComponent).join('/');
    return path.startsWith(PREFIX) ? signInKindOf(path.slice(PREFIX.length), searchParams) : undefined;
  } catch {
    // No path of ours: what is no encoded text names no route.
    return undefined;
  }
}
