import { headers } from 'next/headers';
import { cache } from 'react';
import { clientAddress } from '../auth/client-address.ts';
import { currentUser } from '../auth/current-user.ts';
import { database } from '../database.ts';
import type { RequestContext } from './context.ts';

/** The context of this request, made once for it. */
export const requestContext = cache(async (): Promise<RequestContext> => {
  const received = await headers();
  return {
    prisma: database(),
    user: await currentUser(),
    requestId: received.get('x-request-id') ?? crypto.randomUUID(),
    address: clientAddress(received.get('x-forwarded-for')),
    now: new Date(),
  };
});
