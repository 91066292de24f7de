import { log } from '../../log.ts';

interface Answer<T> {
  /** Takes a challenge (base64url); false when it is none of ours. */
  readonly takeChallenge: (challenge: string) => Promise<boolean>;
  /** Has the library look at the answer; it throws for whatever is wrong. */
  readonly verify: (expectedChallenge: (challenge: string) => Promise<boolean>) => Promise<T>;
  readonly userId: string;
}

/**
 * What the library makes of an authenticator's answer; undefined, with its reason in the log, when it does not take it.
 * Throws what failed while the challenge was taken: a database that is away refuses nobody's passkey.
 */
export async function verifiedAnswer<T>({
  takeChallenge,
  verify,
  userId,
}: Answer<T>): Promise<T | undefined> {
  let failure: { readonly error: unknown } | undefined;
  try {
    return await verify((challenge) =>
      takeChallenge(challenge).catch((error: unknown) => {
        failure = { error };
        throw error;
      }),
    );
  } catch (error) {
    if (failure !== undefined) throw failure.error;
    log.info({ reason: (error as Error).message, userId }, 'a passkey was not taken');
    return undefined;
  }
}
