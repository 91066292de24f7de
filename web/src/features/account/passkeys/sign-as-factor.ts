import { signWithPasskey } from '../../../auth/passkeys/authenticator.ts';
import type { Credentials } from '../../../auth/sign-in.ts';
import { callOnce } from '../../../trpc/call-once.ts';

/** Has a passkey sign beside a name and its password: the signature, or words for why there is none. */
export async function signAsFactor({
  username,
  password,
}: Credentials): Promise<{ passkey: string } | { words: string }> {
  const offered = await callOnce('account.offerPasskeyFactor', { username, password });
  if (offered.error !== undefined) return { words: offered.error.message };
  const passkey = await signWithPasskey(offered.data as Parameters<typeof signWithPasskey>[0]);
  return passkey === undefined
    ? { words: 'The passkey was not used. Try again, or use a code.' }
    : { passkey };
}
