import type { Instrumentation } from 'next';

/** Once in each process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { stampSources } = await import('./auth/source-stamp.ts');
  const { turnSignInsAway } = await import('./auth/turn-away.ts');
  const { paceStrangers } = await import('./auth/pace-strangers.ts');
  const { turnStrangeHostsAway } = await import('./auth/turn-strange-hosts-away.ts');
  const { environment } = await import('./env.ts');
  const { endPromptly } = await import('./app/end-promptly.ts');
  const { secureServer } = await import('./app/secure-server.ts');
  const { consoleToLog } = await import('../scripts/console-lines.mjs');
  const { log } = await import('./log.ts');
  stampSources();
  secureServer();
  turnSignInsAway();
  paceStrangers();
  // Stands before the others, being the last that comes.
  turnStrangeHostsAway(environment().consoleUrl);
  endPromptly();
  if (process.env.NODE_ENV === 'production') consoleToLog(log);
  const { countRequests } = await import('./metrics/count-requests.ts');
  countRequests();
  const [{ database }, { keepPruning }] = await Promise.all([
    import('./database.ts'),
    import('./auth/prune/keep-pruning.ts'),
  ]);
  keepPruning(database);
  const { prepareFirstRun } = await import('./features/setup/prepare-first-run.ts');
  await prepareFirstRun(database());
}

/** Writes down what a page or route threw, under the id that the person was shown. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { log } = await import('./log.ts');
  const requestId = request.headers['x-request-id'];
  log.error({ err: error, path: request.path, route: context.routePath, requestId }, 'request failed');
};
