import type { PrismaClient } from '@ntmobile/prisma';
import { authedProcedure } from '../../trpc/init.ts';
import { listWorkers, oldestWaitingMessage, type WorkerRow } from './realm-repository.ts';

/** A worker of the coordinator that has been silent this long is taken for gone. */
export const WORKER_SILENT_MS = 3_000;
/** A message that waits this long says that the broker does not take it. */
const OUTBOX_WAITS_MS = 10_000;

/** What the foot of the navigation says. Times in milliseconds since 1970. */
export interface ServerHealth {
  readonly now: number;
  /** Newest heartbeat of any worker; null when none ever ran. */
  readonly heartbeatAt: number | null;
  readonly coordinator: 'answers' | 'silent' | 'never';
  readonly broker: BrokerHealth;
}

/** What is known of the broker: `unknown` while the coordinator does not say and nothing waits for it. */
export interface BrokerHealth {
  readonly state: 'answers' | 'silent' | 'unknown';
  readonly since: number | null;
}

/** Whether any worker of the Direction Coordinator has written its heartbeat lately. */
export function coordinatorAnswers(workers: readonly { heartbeatAt: Date }[], now: Date): boolean {
  return workers.some((worker) => now.getTime() - worker.heartbeatAt.getTime() <= WORKER_SILENT_MS);
}

/**
 * The broker as the newest worker sees it (`brokerConnected`, 1 or 0, and `brokerSince` of its counters), unless
 * messages wait for it too long.
 */
export function brokerHealth(of: {
  counters: unknown;
  oldestWaiting: Date | undefined;
  now: Date;
}): BrokerHealth {
  const waiting = of.oldestWaiting?.getTime();
  if (waiting !== undefined && of.now.getTime() - waiting > OUTBOX_WAITS_MS) {
    return { state: 'silent', since: waiting };
  }
  const { brokerConnected, brokerSince } = (of.counters ?? {}) as Record<string, unknown>;
  const since = typeof brokerSince === 'number' ? brokerSince : null;
  if (brokerConnected === 1) return { state: 'answers', since };
  return { state: brokerConnected === 0 ? 'silent' : 'unknown', since };
}

/** Health by the coordinator's workers, the one with the newest heartbeat first: while none answers, none tells of the broker. */
export function healthOf(of: {
  workers: readonly Pick<WorkerRow, 'heartbeatAt' | 'counters'>[];
  oldestWaiting: Date | undefined;
  now: Date;
}): ServerHealth {
  const { workers, oldestWaiting, now } = of;
  const [newest] = workers;
  const answers = coordinatorAnswers(workers, now);
  return {
    now: now.getTime(),
    heartbeatAt: newest?.heartbeatAt.getTime() ?? null,
    coordinator: newest === undefined ? 'never' : answers ? 'answers' : 'silent',
    broker: answers
      ? brokerHealth({ counters: newest?.counters, oldestWaiting, now })
      : { state: 'unknown', since: null },
  };
}

/** State of the servers behind the console at `now`. */
export async function serverHealth(prisma: PrismaClient, now: Date): Promise<ServerHealth> {
  const [workers, oldestWaiting] = await Promise.all([
    listWorkers(prisma),
    oldestWaitingMessage(prisma, now),
  ]);
  return healthOf({ workers, oldestWaiting, now });
}

/** The same for the navigation, which asks every few seconds. */
export const serverHealthProcedure = authedProcedure.query(({ ctx }) => serverHealth(ctx.prisma, ctx.now));
