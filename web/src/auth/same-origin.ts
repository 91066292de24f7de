/**
 * Whether a changing request comes from a page of this console. Browsers say so in Sec-Fetch-Site and Origin;
 * a request with neither is no browser's and carries nobody's cookie unless somebody put it there.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  const origin = headers.get('origin');
  if (origin === null) return true;
  try {
    return new URL(origin).host === headers.get('host');
  } catch {
    return false;
  }
}

/** Whether the body is declared as JSON, which a foreign form cannot send. */
export function isJson(headers: Headers): boolean {
  return headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
