/** For whatever carries no nonce: files of the build, and any answer that the proxy did not see. */
export const STATIC_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Sent with every answer. Over TLS browsers are told to use nothing else from then on. */
export function securityHeaders(of: { overTls: boolean }): { key: string; value: string }[] {
  return [
    { key: 'X-Content-Type-Options', value: 'nosniff' },
    { key: 'X-Frame-Options', value: 'DENY' },
    { key: 'Referrer-Policy', value: 'no-referrer' },
    { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
    { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
    { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
    ...(of.overTls ? [{ key: 'Strict-Transport-Security', value: 'max-age=31536000' }] : []),
  ];
}

/** Policy of a page: scripts run by its nonce only, nothing is loaded from or sent to another origin. */
export function contentSecurityPolicy(of: { nonce: string; development: boolean }): string {
  // The development server's error overlay evaluates code and adds style elements.
  const evaluation = of.development ? " 'unsafe-eval'" : '';
  const styles = of.development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${of.nonce}'`;
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${of.nonce}' 'strict-dynamic'${evaluation}`,
    `style-src ${styles}`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
