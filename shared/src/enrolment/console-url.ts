import { parseIpAddress } from '../address/ip-address.ts';
import { DecodeError } from '../bytes/decode-error.ts';

const MAX_LENGTH = 256;
const SHAPE = /^(https?):\/\/(\[[^\]/]*\]|[^:/?#@[\]]*)(?::(\d{1,5}))?((?:\/[A-Za-z0-9._~%-]+)*)\/?$/;
const HOST_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/**
 * The console's address as nodes use it: http or https, a host name, an IPv4 address or an IPv6 address in
 * brackets, optionally a port and a path; no user, query or fragment. Without a slash at the end. DecodeError says
 * what is wrong. Not every engine has a complete URL class.
 */
export function parseConsoleUrl(text: string): string {
  if (text.length > MAX_LENGTH) throw new DecodeError('the console’s address is too long');
  if (!/^https?:\/\//.test(text)) {
    throw new DecodeError('the console’s address does not start with http:// or https://');
  }
  const [, scheme, host = '', port, path = ''] = SHAPE.exec(text) ?? [];
  if (!isHost(host)) throw new DecodeError('the console’s address has no valid host');
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535)) {
    throw new DecodeError('the console’s address has no valid port');
  }
  return `${scheme}://${host}${port === undefined ? '' : `:${Number(port)}`}${path}`;
}

function isHost(host: string): boolean {
  if (!host.startsWith('[')) return host.length <= 253 && HOST_NAME.test(host);
  try {
    return parseIpAddress(host.slice(1, -1)).family === 6;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
