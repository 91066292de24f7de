import type { IncomingMessage } from 'node:http';
import { isEnrolment, pathOf } from './enrolment-request.ts';
import { knownSessions } from './known-sessions.ts';
import { isLoopback } from './source-stamp.ts';
import { SourceWindows, sourceOf } from './source-windows.ts';
import { type Refusal, stampedAddress, standBefore } from './stand-before.ts';

/** Requests of strangers from one source: a first visit takes about ten, and a whole office may be behind one address. */
const REQUESTS = { count: 300, withinMs: 10_000 };
/** Names of the build's files. What is written otherwise may be a page's name to Next, and is counted. */
const STATIC_FILE = /^\/_next\/static\/[\w./~-]+$/;

/**
 * Bounds what each source may ask for without a session. People, files of the build, enrolments of devices and programs
 * of this machine are not counted: where a proxy does not say for whom it asks, one stranger would hold up everybody.
 */
export function paceStrangers(): void {
  const requests = new SourceWindows(REQUESTS);
  standBefore((request) => {
    if (!isCounted(request)) return undefined;
    const source = sourceOf(stampedAddress(request));
    const now = Date.now();
    const waitMs = requests.waitMs(source, now);
    if (waitMs !== undefined) return refusalFor(Math.ceil(waitMs / 1000));
    requests.count(source, now);
    return undefined;
  });
}

function isCounted(request: IncomingMessage): boolean {
  return !isFree(request) && !knownSessions().comesWith(request.headers.cookie) && !isOfThisMachine(request);
}

function isFree(request: IncomingMessage): boolean {
  // Devices have a pace of their own, in words that they know.
  if (isEnrolment(request)) return true;
  const { method, url = '' } = request;
  const path = pathOf(url);
  return method === 'GET' && STATIC_FILE.test(path) && !path.includes('/.');
}

function isOfThisMachine(request: IncomingMessage): boolean {
  const address = stampedAddress(request);
  return isLoopback(address) || address === request.socket.localAddress?.replace(/^::ffff:/, '');
}

function refusalFor(retryAfter: number): Refusal {
  const words =
    `Too many requests came from your address without a sign-in. Wait ${retryAfter} s, then try again; who is signed in ` +
    'is not held up.';
  return { what: 'stranger', status: 429, retryAfter, words };
}
