import { callNextAuth } from './call-next-auth.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password-length.ts';
import { isPasskeyAlone, SIGN_IN_PATHS } from './sign-in-kind.ts';

/** What a person brings to a login. `code` and `newPassword` are asked for when they are missing. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly code?: string;
  /** Answer of a passkey, in place of the code or, with neither name nor password, of everything. */
  readonly passkey?: string;
  readonly newPassword?: string;
}

const REFUSALS = [
  'refused',
  'locked',
  'codeNeeded',
  'codeRefused',
  'passkeyNeeded',
  'passkeyRefused',
  'newPasswordNeeded',
  'newPasswordRefused:length',
  'newPasswordRefused:guessable',
  'newPasswordRefused:same',
] as const;
type Refusal = (typeof REFUSALS)[number];

/** How a login in the browser ended. */
export type SignInResult = 'admitted' | 'failed' | 'busy' | Refusal;

/** What a refusal that is about what was typed says. */
export const REFUSAL_WORDS = {
  refused: 'Name and password do not match.',
  locked: 'Too many misses. This account is locked here for 15 min.',
  codeRefused: 'This code is wrong, or was used. Wait for the next one.',
  passkeyRefused: 'This passkey was not taken. Try again, or use another way.',
  'newPasswordRefused:length': `A password has ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`,
  'newPasswordRefused:guessable': 'This password is easily guessed. A few unrelated words are best.',
  'newPasswordRefused:same': 'Choose another password than the present one.',
  busy: 'Too many sign-ins at once. Try again in a moment.',
  failed: 'The console did not answer. Try again.',
} as const satisfies Partial<Record<SignInResult, string>>;

/** Proves who somebody is to the console; its answer sets the session's cookie. */
export async function signIn(credentials: Credentials): Promise<SignInResult> {
  const kind = isPasskeyAlone({ passkey: '', ...credentials }) ? 'passkey' : 'password';
  try {
    const answer = await callNextAuth(SIGN_IN_PATHS[kind], { ...credentials });
    if (answer.ok) return 'admitted';
    if (answer.status === 429) return 'busy';
    if (answer.status !== 401) return 'failed';
    const { url } = (await answer.json()) as { url: string };
    const error = new URL(url, location.href).searchParams.get('error');
    return REFUSALS.find((refusal) => refusal === error) ?? 'failed';
  } catch {
    return 'failed';
  }
}
