import { subscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import type { Server, ServerResponse } from 'node:http';

/** Published by Node before a request's own handlers run. */
const REQUEST_STARTS = 'http.server.request.start';
/** Milliseconds that answers have to end once the process is asked to: less than whoever asks waits before it kills. */
const END_WITHIN_MS = 2_000;

/**
 * Lets this process end while pages are open: it waits for every answer, and the streams that carry changes to a page
 * never end by themselves. Those end at once, since pages connect again by themselves; a change that is being made has
 * time to be answered. `asks` emits the signals.
 */
export function closeConnectionsAtEnd(asks: EventEmitter = process): void {
  const servers = new Set<Server>();
  const answers = new Set<ServerResponse>();
  subscribe(REQUEST_STARTS, (message) => {
    const { server, response } = message as { server: Server; response: ServerResponse };
    servers.add(server);
    answers.add(response);
    response.once('close', () => answers.delete(response));
  });
  const end = () => {
    for (const answer of answers) if (isStream(answer)) answer.destroy();
    const asked = [...servers];
    setTimeout(() => {
      for (const server of asked) server.closeAllConnections();
    }, END_WITHIN_MS).unref();
  };
  for (const signal of ['SIGTERM', 'SIGINT']) asks.once(signal, end);
}

function isStream(answer: ServerResponse): boolean {
  return String(answer.getHeader('content-type')).startsWith('text/event-stream');
}
