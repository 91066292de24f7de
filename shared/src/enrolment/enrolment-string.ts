import { base64UrlDecode, base64UrlEncode } from '../bytes/bits-text.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { parseConsoleUrl } from './console-url.ts';

/*
 * An enrolment string, as a line, a QR code or a link:
 *
 *   ntm://enrol?url=CONSOLE-URL&realm=REALM-KEY&id=KEY-ID&key=SECRET
 *
 *   url    console's address, percent-encoded: http or https, at most 256 characters
 *   realm  the realm's X25519 public key, 32 bytes in base64url
 *   id     public name of the enrolment key: 1 to 64 of a-z, 0-9 and hyphen
 *   key    its secret: 16 to 128 characters of base64url, compared as text
 *
 * The parameters may stand in any order, each exactly once. Another one is refused: a later version may mean
 * something by it that must not be overlooked.
 */

/** What a node must know to enrol. */
export interface EnrolmentInvitation {
  /** Where it sends its request, without a slash at the end. */
  readonly consoleUrl: string;
  /** The realm's X25519 public key, 32 bytes. */
  readonly realmKey: Uint8Array;
  readonly keyId: string;
  readonly secret: string;
}

/** Public name of an enrolment key. */
export const KEY_ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** Secret of an enrolment key. */
export const KEY_SECRET_PATTERN = /^[A-Za-z0-9_-]{16,128}$/;

const PREFIX = 'ntm://enrol?';
const NAMES = ['url', 'realm', 'id', 'key'] as const;
const MAX_LENGTH = 1_024;

/** The text that a person hands to a node. */
export function enrolmentStringOf(invitation: EnrolmentInvitation): string {
  const parameters = [
    ['url', invitation.consoleUrl],
    ['realm', base64UrlEncode(invitation.realmKey)],
    ['id', invitation.keyId],
    ['key', invitation.secret],
  ] as const;
  return PREFIX + parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

/** The invitation of its text; DecodeError with what is wrong in words for the person who gave it. */
export function parseEnrolmentString(text: string): EnrolmentInvitation {
  if (!text.startsWith(PREFIX)) throw new DecodeError(`an enrolment string starts with ${PREFIX}`);
  if (text.length > MAX_LENGTH) throw new DecodeError('the enrolment string is too long');
  const parameters = parametersOf(text.slice(PREFIX.length));
  const value = (name: string) => required(parameters, name);
  return {
    consoleUrl: parseConsoleUrl(value('url')),
    realmKey: realmKeyOf(value('realm')),
    keyId: matching(value('id'), KEY_ID_PATTERN, 'the key id (id) in the enrolment string is damaged'),
    secret: matching(value('key'), KEY_SECRET_PATTERN, 'the secret (key) in the enrolment string is damaged'),
  };
}

function parametersOf(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of query.split('&')) {
    const at = part.indexOf('=');
    const name = at < 0 ? part : part.slice(0, at);
    if (!NAMES.some((known) => known === name)) {
      throw new DecodeError('the enrolment string has a parameter that this version does not know');
    }
    if (parameters.has(name)) throw new DecodeError(`the enrolment string has ${name} twice`);
    parameters.set(name, at < 0 ? '' : percentDecoded(part.slice(at + 1)));
  }
  return parameters;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DecodeError('the enrolment string has a damaged percent sign');
  }
}

function required(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') {
    throw new DecodeError(`the enrolment string is incomplete: ${name} is missing`);
  }
  return value;
}

function realmKeyOf(text: string): Uint8Array {
  try {
    const key = base64UrlDecode(text);
    if (key.length === 32) return key;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  throw new DecodeError('the realm key (realm) in the enrolment string is damaged');
}

function matching(text: string, pattern: RegExp, fault: string): string {
  if (!pattern.test(text)) throw new DecodeError(fault);
  return text;
}
