import { accountRouter } from '../features/account/router.ts';
import { auditRouter } from '../features/audit/router.ts';
import { configRouter } from '../features/config/router.ts';
import { enrolmentRouter } from '../features/enrolment/router.ts';
import { nodesRouter } from '../features/nodes/router.ts';
import { overviewRouter } from '../features/overview/router.ts';
import { peopleRouter } from '../features/people/router.ts';
import { realmRouter } from '../features/realm/router.ts';
import { sessionsRouter } from '../features/sessions/router.ts';
import { setupRouter } from '../features/setup/router.ts';
import { router } from './init.ts';

/** Every procedure of the console, by noun. */
export const rootRouter = router({
  account: accountRouter,
  audit: auditRouter,
  config: configRouter,
  enrolment: enrolmentRouter,
  nodes: nodesRouter,
  overview: overviewRouter,
  people: peopleRouter,
  realm: realmRouter,
  sessions: sessionsRouter,
  setup: setupRouter,
});

export type RootRouter = typeof rootRouter;
