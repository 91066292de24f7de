import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { consoleMetrics, type TurnedAway } from '../metrics/console-metrics.ts';
import { clientAddress } from './client-address.ts';

/** Published by Node before a request's own handlers run. */
const REQUEST_STARTS = 'http.server.request.start';

/** Why a request is not handled. */
export interface Refusal {
  readonly what: TurnedAway;
  /** 429: it may come again. 421: it was sent to the wrong place. */
  readonly status: 421 | 429;
  /** Whole seconds after which it may come again. */
  readonly retryAfter?: number;
  readonly words: string;
}

/**
 * Has every HTTP server of this process answer requests that are refused by itself: before a route of Next runs, a
 * request has cost the process some milliseconds, and a flood is made of those. To be called after the sources are stamped.
 */
export function standBefore(refusalOf: (request: IncomingMessage) => Refusal | undefined): void {
  const guarded = new WeakSet<Server>();
  subscribe(REQUEST_STARTS, (message) => {
    const { server } = message as { server: Server };
    if (guarded.has(server)) return;
    guarded.add(server);
    guard(server, refusalOf);
  });
}

/** The address that a request's stamp names. */
export function stampedAddress({ headers }: IncomingMessage): string {
  const forwardedFor = headers['x-forwarded-for'];
  return clientAddress(typeof forwardedFor === 'string' ? forwardedFor : forwardedFor?.at(-1));
}

/** Stands before those who listen for requests by now, the present one too. */
function guard(server: Server, refusalOf: (request: IncomingMessage) => Refusal | undefined): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalOf(request);
    if (refusal !== undefined) refuse(response, refusal);
    else for (const listener of listeners) listener.call(server, request, response);
  });
}

function refuse(response: ServerResponse, { what, status, retryAfter, words }: Refusal): void {
  consoleMetrics().turnedAway(what);
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
}
