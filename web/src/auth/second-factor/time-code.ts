import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 6238 as every authenticator app has it: SHA-1, six digits, 30 s. */
const PERIOD_SECONDS = 30;
const SETTINGS = { algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS } as const;
/** Steps before and after the present one whose code is taken: clocks differ, and typing takes time. */
const WINDOW = 1;
/** As long as the hash (RFC 4226, section 4). */
const SECRET_BYTES = 20;

/** Draws the secret of an authenticator app. */
export function drawTimeSecret(): Uint8Array {
  return new Uint8Array(randomBytes(SECRET_BYTES));
}

/** What an app is given: the secret in base32, and the address that a picture of squares carries. */
export function timeSecretText(
  secret: Uint8Array,
  of: { issuer: string; username: string },
): { base32: string; address: string } {
  const totp = timeCodesOf(secret, of);
  return { base32: totp.secret.base32, address: totp.toString() };
}

/** Step since 1970 that a code of six digits belongs to, or undefined when it is of none around `now`. */
export function stepOfCode(secret: Uint8Array, code: string, now: Date): bigint | undefined {
  const timestamp = now.getTime();
  const delta = timeCodesOf(secret).validate({ token: code, timestamp, window: WINDOW });
  if (delta === null) return undefined;
  return BigInt(Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta);
}

function timeCodesOf(secret: Uint8Array, of?: { issuer: string; username: string }): TOTP {
  return new TOTP({
    ...SETTINGS,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
    ...(of && { issuer: of.issuer, label: of.username }),
  });
}
