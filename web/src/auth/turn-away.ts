import type { IncomingMessage } from 'node:http';
import { signInGate } from './sign-in-gate.ts';
import { type SignInKind, signInKindOf } from './sign-in-kind.ts';
import { type Refusal, stampedAddress, standBefore } from './stand-before.ts';

const REFUSAL: Refusal = {
  what: 'signIn',
  status: 429,
  // Within this the sign-ins that wait have had their turn.
  retryAfter: 3,
  words: 'Too many sign-ins came at this moment, or from your address. Wait a few seconds, then try again.',
};
const PREFIX = '/api/auth/';
const ANY_HOST = 'http://console';

/** Turns away sign-ins that the gate would refuse, before anything runs for them. */
export function turnSignInsAway(): void {
  standBefore((request) => (isTurnedAway(request) ? REFUSAL : undefined));
}

function isTurnedAway(request: IncomingMessage): boolean {
  const kind = request.method === 'POST' ? kindOf(request.url ?? '') : undefined;
  return kind !== undefined && signInGate().isClosedTo(kind, stampedAddress(request), Date.now());
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
