import type { PrismaClient } from '@ntmobile/prisma';
import type { NodeFilter } from './list-filter.ts';
import { countByStates, countNodes } from './node-list-repository.ts';
import { SharedReadings } from './shared-readings.ts';

class DatabaseCounts {
  readonly byStates = new SharedReadings<Awaited<ReturnType<typeof countByStates>>>();
  readonly total = new SharedReadings<number>();
}

const counts = new WeakMap<PrismaClient, DatabaseCounts>();

function countsOf(prisma: PrismaClient): DatabaseCounts {
  const known = counts.get(prisma) ?? new DatabaseCounts();
  counts.set(prisma, known);
  return known;
}

/** `countByStates`, which looks at every node, read once for all pages that show the same part of the fleet. */
export function sharedCountByStates(prisma: PrismaClient, filter: NodeFilter) {
  return countsOf(prisma).byStates.get(countedPart(filter), () => countByStates(prisma, filter));
}

/** `countNodes`, read once for all pages. */
export function sharedCountNodes(prisma: PrismaClient): Promise<number> {
  return countsOf(prisma).total.get('', () => countNodes(prisma));
}

/** What of a filter its counts depend on: neither order nor states and configurations, which they tell apart. */
function countedPart({ search, routes, platforms, rttAbove, rttBelow }: NodeFilter): string {
  return JSON.stringify([search, routes, platforms, rttAbove, rttBelow]);
}
