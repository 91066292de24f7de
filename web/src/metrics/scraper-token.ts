import { createHash, timingSafeEqual } from 'node:crypto';

/** Shortest token that a person may choose; the one that is made has 43 characters. */
export const SHORTEST_TOKEN = 32;

const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;

/**
 * Whether an Authorization header carries the token of whoever may read metrics (RFC 6750, section 2.1). Takes the same
 * time wherever the two differ, and whatever their lengths: hashes are compared.
 */
export function mayReadMetrics(token: string, authorization: string | undefined | null): boolean {
  const given = BEARER.exec(authorization ?? '')?.[1];
  return timingSafeEqual(hashOf(token), hashOf(given ?? '')) && given !== undefined;
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
