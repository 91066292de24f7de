import type { PrismaClient } from '@ntmobile/prisma';
import type { CurrentUser } from '../auth/session-repository.ts';

/** What every procedure is given. */
export interface RequestContext {
  readonly prisma: PrismaClient;
  /** The person of the request, read from the database; undefined for a stranger. */
  readonly user: CurrentUser | undefined;
  readonly requestId: string;
  /** Source address, for the audit. */
  readonly address: string;
  readonly now: Date;
}

/** The same once a person is known. */
export interface PersonContext extends RequestContext {
  readonly user: CurrentUser;
}
