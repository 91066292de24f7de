import { setupRouter } from '../features/setup/router.ts';
import { router } from './init.ts';

/** Every procedure of the console, by noun. */
export const rootRouter = router({
  setup: setupRouter,
});

export type RootRouter = typeof rootRouter;
