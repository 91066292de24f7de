/** Who the tests sign in as. The first run makes the admin, the admin adds the others. */
export const PEOPLE = {
  admin: { username: 'admin', password: 'an admin who walks along' },
  operator: { username: 'ops-tokyo', password: 'an operator who walks along' },
  viewer: { username: 'guest', password: 'a viewer who walks along' },
} as const;

export type Person = keyof typeof PEOPLE;
