import type { inferRouterOutputs } from '@trpc/server';
import type { RootRouter } from './root-router.ts';

/** What each procedure answers, by noun and name. */
export type Outputs = inferRouterOutputs<RootRouter>;
