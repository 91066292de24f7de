/** With what somebody comes in. None waits for the others. */
export type SignInKind = 'password' | 'passkey' | 'provider';

/** Where a form is sent to sign in, below `/api/auth/`: it tells the kind before a byte of the form is read. */
export const SIGN_IN_PATHS = {
  password: 'callback/credentials',
  passkey: 'callback/credentials?by=passkey',
  provider: 'signin/oidc',
} as const satisfies Record<SignInKind, string>;

const KINDS = new Map(
  Object.entries(SIGN_IN_PATHS).map(([kind, path]) => [`/api/auth/${path}`, kind as SignInKind]),
);

/** The kind of sign-in that a path with its query is for; undefined for every other path. */
export function signInKindOf(path: string): SignInKind | undefined {
  const kind = KINDS.get(path);
  if (kind !== undefined) return kind;
  // Whatever else a query says: it is the path that signs in.
  return KINDS.get(path.split('?', 1)[0] ?? '');
}

/** Whether a passkey is all that comes, so that no name and no password are looked at. */
export function isPasskeyAlone(brought: { username: string; passkey: string }): boolean {
  return brought.username === '' && brought.passkey !== '';
}
