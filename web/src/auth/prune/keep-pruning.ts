import type { PrismaClient } from '@ntmobile/prisma';
import { log } from '../../log.ts';
import { pruneRows } from './prune-rows.ts';

const EVERY_MS = 10 * 60_000;

/** Prunes now and every ten minutes, one run at a time, as long as the process lives. Returns what ends it. */
export function keepPruning(prisma: () => PrismaClient, everyMs = EVERY_MS): () => void {
  let running = false;
  const run = async () => {
    if (running) return;
    running = true;
    try {
      const pruned = await pruneRows(prisma(), new Date());
      const rows = Object.values(pruned).reduce((sum, count) => sum + count, 0);
      if (rows > 0) log.info({ pruned }, 'rows of ended sign-ins deleted');
    } catch (error) {
      log.warn({ err: error }, 'rows of ended sign-ins could not be deleted');
    } finally {
      running = false;
    }
  };
  void run();
  const timer = setInterval(run, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
