import { nodesRouter } from '../features/nodes/router.ts';
import { realmRouter } from '../features/realm/router.ts';
import { setupRouter } from '../features/setup/router.ts';
import { router } from './init.ts';

/** Every procedure of the console, by noun. */
export const rootRouter = router({
  nodes: nodesRouter,
  realm: realmRouter,
  setup: setupRouter,
});

export type RootRouter = typeof rootRouter;
