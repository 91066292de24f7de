import { callNextAuth } from './call-next-auth.ts';

/** Ends the session at the server and forgets its cookie. */
export async function signOut(): Promise<void> {
  await callNextAuth('signout', {});
}
