/** With what somebody comes in. None waits for the others. */
export type SignInKind = 'password' | 'passkey' | 'provider';

/** Where a form is sent to sign in, below `/api/auth/`: it tells the kind before a byte of the form is read. */
export const SIGN_IN_PATHS = {
  password: 'callback/credentials',
  passkey: 'callback/credentials?by=passkey',
  provider: 'signin/oidc',
} as const satisfies Record<SignInKind, string>;

/** The kind of sign-in that an action of next-auth with its query is for; undefined for every other action. */
export function signInKindOf(action: string, query: URLSearchParams): SignInKind | undefined {
  if (action === SIGN_IN_PATHS.provider) return 'provider';
  if (action !== SIGN_IN_PATHS.password) return undefined;
  return query.get('by') === 'passkey' ? 'passkey' : 'password';
}

/** Whether a passkey is all that comes, so that no name and no password are looked at. */
export function isPasskeyAlone(brought: { username: string; passkey: string }): boolean {
  return brought.username === '' && brought.passkey !== '';
}
