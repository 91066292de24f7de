import { parseIpAddress } from '@ntmobile/shared';

/**
 * Source address of a request, for lockout and audit: the last entry of X-Forwarded-For, which the nearest proxy
 * (or the server itself, where there is none) wrote. `unknown` when there is no address in it.
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
