import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** Published by Node before a request's own handlers run. */
const REQUEST_STARTS = 'http.server.request.start';

/**
 * Has every HTTP server of this process write the address of its peer into X-Forwarded-For, as the last entry. Next
 * does so only where the header is absent, and whoever sends one of its own would have a new address for each try.
 */
export function stampSources(): void {
  subscribe(REQUEST_STARTS, (message) => {
    const { headers, socket } = (message as { request: IncomingMessage }).request;
    const stamped = stampedSource(headers['x-forwarded-for'], socket.remoteAddress);
    if (stamped !== undefined) headers['x-forwarded-for'] = stamped;
  });
}

/**
 * X-Forwarded-For with its last entry written by somebody who can be believed: a peer on this machine is a proxy, whose
 * own last entry counts; any other peer is appended.
 */
export function stampedSource(
  header: string | readonly string[] | undefined,
  peer: string | undefined,
): string | undefined {
  const said = typeof header === 'string' ? header : header?.join(', ');
  if (peer === undefined || (said !== undefined && isLoopback(peer))) return said;
  return said === undefined ? peer : `${said}, ${peer}`;
}

/** Whether an address is of this machine whatever its network. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
