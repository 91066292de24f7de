import type { PrismaClient } from '@ntmobile/prisma';
import { authedProcedure } from '../../trpc/init.ts';
import { listWorkers } from './realm-repository.ts';

/** A worker of the coordinator that has been silent this long is taken for gone. */
export const WORKER_SILENT_MS = 3_000;

/** What the foot of the navigation says. */
export interface ServerHealth {
  readonly now: number;
  /** Newest heartbeat of any worker; null when none ever ran. */
  readonly heartbeatAt: number | null;
  readonly coordinator: 'answers' | 'silent' | 'never';
}

/** Whether any worker of the Direction Coordinator has written its heartbeat lately. */
export function coordinatorAnswers(workers: readonly { heartbeatAt: Date }[], now: Date): boolean {
  return workers.some((worker) => now.getTime() - worker.heartbeatAt.getTime() <= WORKER_SILENT_MS);
}

/** State of the servers behind the console at `now`. */
export async function serverHealth(prisma: PrismaClient, now: Date): Promise<ServerHealth> {
  const workers = await listWorkers(prisma);
  const heartbeatAt = workers[0]?.heartbeatAt.getTime() ?? null;
  const answering = coordinatorAnswers(workers, now) ? 'answers' : 'silent';
  return { now: now.getTime(), heartbeatAt, coordinator: heartbeatAt === null ? 'never' : answering };
}

/** The same for the navigation, which asks every few seconds. */
export const serverHealthProcedure = authedProcedure.query(({ ctx }) => serverHealth(ctx.prisma, ctx.now));
