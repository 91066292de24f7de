import { subscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import type { Server } from 'node:http';

/** Published by Node before a request's own handlers run. */
const REQUEST_STARTS = 'http.server.request.start';
/** Milliseconds that answers have to end once the process is asked to. */
const END_WITHIN_MS = 1_000;

/**
 * Lets this process end while pages are open: it waits for every answer, and those that carry changes to a page never
 * end by themselves. Pages connect again by themselves. `asks` emits the signals.
 */
export function closeConnectionsAtEnd(asks: EventEmitter = process): void {
  const servers = new Set<Server>();
  subscribe(REQUEST_STARTS, (message) => void servers.add((message as { server: Server }).server));
  const close = () => {
    for (const server of servers) server.closeAllConnections();
  };
  for (const signal of ['SIGTERM', 'SIGINT']) {
    asks.once(signal, () => void setTimeout(close, END_WITHIN_MS).unref());
  }
}
