import { authedProcedure } from '../../../trpc/init.ts';
import { currentRelays, listWorkers, registeredByWorker, type WorkerRow } from '../realm-repository.ts';
import { countRelays } from '../relays/relay-health.ts';
import { serverHealth, WORKER_SILENT_MS } from '../server-health.ts';
import { counterLines } from './counter-words.ts';

/** The coordinators with what they count, and the relays of the configuration in force with their health. Times in milliseconds since 1970. */
export const listCoordinatorsProcedure = authedProcedure.query(async ({ ctx }) => {
  const { prisma, now } = ctx;
  const [server, workers, registered, relays] = await Promise.all([
    serverHealth(prisma, now),
    listWorkers(prisma),
    registeredByWorker(prisma, now),
    currentRelays(prisma, now),
  ]);
  return {
    now: now.getTime(),
    server,
    coordinators: workers.map((worker) =>
      workerFacts(worker, { now, registered: registered.get(worker.id) ?? 0 }),
    ),
    relays,
    relayCounts: countRelays(relays),
  };
});

function workerFacts(worker: WorkerRow, of: { now: Date; registered: number }) {
  return {
    id: worker.id,
    endpoints: worker.endpoints,
    startedAt: worker.startedAt.getTime(),
    heartbeatAt: worker.heartbeatAt.getTime(),
    answers: of.now.getTime() - worker.heartbeatAt.getTime() <= WORKER_SILENT_MS,
    registered: of.registered,
    ...counterLines(worker.counters),
  };
}
