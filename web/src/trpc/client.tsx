'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCLink,
} from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { type ReactNode, useState } from 'react';
import { goToSignIn } from '../auth/go-to-sign-in.ts';
import { proofLink } from './proof-link.ts';
import type { RootRouter } from './root-router.ts';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<RootRouter>();

const ENDPOINT = '/api/trpc';

/** For a query that would not fit into an address: it is sent as a body, alone. */
export const IN_BODY = { trpc: { context: { inBody: true } } };

/** Whatever asks after the session is over leads to the sign-in; what asks before a second factor, to that. */
const toWhatIsAsked: TRPCLink<RootRouter> = () => (request) =>
  observable((observer) =>
    request.next(request.op).subscribe({
      next: (value) => observer.next(value),
      complete: () => observer.complete(),
      error: (error) => {
        if (error.data?.code === 'UNAUTHORIZED') goToSignIn();
        if (error.data?.gate === 'secondFactor') location.assign('/second-factor');
        observer.error(error);
      },
    }),
  );

/** Gives the leaves below it procedures, a cache for their answers, and live updates by server-sent events. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // Asked also where the browser believes that there is no network: an answer that does not come is what tells
          // a page that its values are old. A query that only waited would leave it calling itself live.
          queries: { staleTime: 5_000, retry: 1, refetchOnWindowFocus: true, networkMode: 'always' },
          mutations: { networkMode: 'always' },
        },
      }),
  );
  const [client] = useState(() =>
    createTRPCClient<RootRouter>({
      links: [
        toWhatIsAsked,
        proofLink,
        splitLink({
          condition: (operation) => operation.type === 'subscription',
          true: httpSubscriptionLink({ url: ENDPOINT }),
          false: splitLink({
            condition: (operation) => operation.context.inBody === true,
            true: httpBatchLink({ url: ENDPOINT, maxItems: 1, methodOverride: 'POST' }),
            false: httpBatchLink({ url: ENDPOINT, maxItems: 8 }),
          }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
