import { parseIpAddress } from '@ntmobile/shared';

/**
 * Source address of a request, for lockout and audit: the last entry of X-Forwarded-For, which a proxy on this machine
 * or, without one, the server itself wrote (`source-stamp.ts`). `unknown` when there is no address in it.
 */
export function clientAddress(forwardedFor: string | undefined | null): string {
  const last =
    forwardedFor
      ?.split(',')
      .at(-1)
      ?.trim()
      .replace(/^::ffff:(?=\d+\.)/, '') ?? '';
  try {
    parseIpAddress(last);
    return last;
  } catch {
    return 'unknown';
  }
}
