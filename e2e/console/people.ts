/** Who the tests sign in as. The first run makes the admin, the admin adds the others. */
export const PEOPLE = {
  admin: { username: 'admin', password: 'an admin who walks along' },
  operator: { username: 'ops-tokyo', password: 'an operator who walks along' },
  viewer: { username: 'guest', password: 'a viewer who walks along' },
} as const;

export type Person = keyof typeof PEOPLE;

/** What the console calls the identity provider of the tests, and who is always at its sign-in. */
export const PROVIDER_NAME = 'Test SSO';
export const PROVIDER_PERSON = { sub: 'subject-1', preferred_username: 'yamada' };
