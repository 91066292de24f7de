/** How long a person who proved themselves may do what asks for a fresh proof. */
export const PROOF_LIFETIME_MS = 10 * 60_000;
/** Clocks of processes that share a database differ by less. */
const CLOCK_MS = 60_000;

/** Whether the last proof of a session still counts; one that lies ahead does not. */
export function isProofFresh(provedAt: Date, now: Date): boolean {
  const age = now.getTime() - provedAt.getTime();
  return age < PROOF_LIFETIME_MS && age > -CLOCK_MS;
}
