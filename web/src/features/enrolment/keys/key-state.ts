/** Whether a key still admits nodes. */
export type EnrolmentKeyState = 'usable' | 'usedUp' | 'expired' | 'revoked';

/** What the state depends on. */
export interface KeyLimits {
  readonly useLimit: number | null;
  readonly useCount: number;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** State of a key at `now`; what a person did comes before what ran out. */
export function enrolmentKeyState(key: KeyLimits, now: Date): EnrolmentKeyState {
  if (key.revokedAt !== null) return 'revoked';
  if (key.expiresAt !== null && key.expiresAt <= now) return 'expired';
  if (key.useLimit !== null && key.useCount >= key.useLimit) return 'usedUp';
  return 'usable';
}
