/**
 * Numbers of the advisory locks that console and coordinators take in the database. All are here, so that no two works
 * wait for each other by chance.
 */
export const ADVISORY_LOCKS = {
  /** That of Prisma's own tool, so that the two never apply migrations at once. */
  migrations: 72_707_369,
  /** First runs: two browsers cannot both make the first admin. */
  firstRun: 72_707_370,
  /** First sign-ins by the identity provider: a subject has one account, and a name one owner. */
  providerAdmission: 72_707_371,
  /** Of several coordinators one publishes at a time, so that messages of a topic keep their order. */
  outbox: 72_707_372,
  /** Both kinds of address and all names of nodes are given under it. */
  allocation: 72_707_373,
  /** Of several coordinators one prunes at a time. */
  retention: 72_707_374,
  /** Whoever writes the fleet's configuration takes it first, and reads after it. */
  fleetConfig: 72_707_375,
  /** Of several coordinators one works on the tiers at a time. */
  tiers: 72_707_376,
} as const;
