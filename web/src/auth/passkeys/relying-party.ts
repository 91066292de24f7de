import { isIP } from 'node:net';

/** The console as passkeys know it. */
export interface RelyingParty {
  /** Host name that the passkeys belong to. */
  readonly id: string;
  /** Origin that a page with a passkey must have. */
  readonly origin: string;
}

/**
 * What browsers let a passkey belong to: a host with a name, over https or on this machine itself. Undefined where the
 * console's address is none: a number, or a name over plain http.
 */
export function relyingParty(consoleUrl: string): RelyingParty | undefined {
  const { protocol, hostname, origin } = new URL(consoleUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return undefined;
  return protocol === 'https:' || hostname === 'localhost' ? { id: hostname, origin } : undefined;
}
