import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { STATIC_POLICY, securityHeaders } from './security-headers.ts';

/** Published by Node before a request's own handlers run. */
const REQUEST_STARTS = 'http.server.request.start';

/** Longest that a client may take over the head of a request, and over the whole of it. */
const HEAD_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;

interface StartedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

/**
 * Gives every answer of this process's HTTP servers the headers that protect it, before anything else touches it: so
 * redirects, refusals and failures have them too. A page replaces the policy by its own. Slow clients are cut off.
 */
export function secureServer(): void {
  const headers = [
    ...securityHeaders({ overTls: process.env.NTM_CONSOLE_URL?.startsWith('https:') ?? false }),
    { key: 'Content-Security-Policy', value: STATIC_POLICY },
  ];
  subscribe(REQUEST_STARTS, (message) => {
    const { request, response, server } = message as StartedRequest;
    // Next fails over a method that no Request may have; as one that nothing takes it is refused in words.
    if (request.method === 'TRACE') request.method = 'OPTIONS';
    for (const { key, value } of headers) response.setHeader(key, value);
    server.headersTimeout = HEAD_WITHIN_MS;
    server.requestTimeout = REQUEST_WITHIN_MS;
  });
}
