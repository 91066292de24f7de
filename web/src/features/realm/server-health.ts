/** A worker of the coordinator that has been silent this long is taken for gone. */
export const WORKER_SILENT_MS = 3_000;

/** Whether any worker of the Direction Coordinator has written its heartbeat lately. */
export function coordinatorAnswers(workers: readonly { heartbeatAt: Date }[], now: Date): boolean {
  return workers.some((worker) => now.getTime() - worker.heartbeatAt.getTime() <= WORKER_SILENT_MS);
}
