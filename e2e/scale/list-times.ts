import type { PrismaClient } from '@ntmobile/prisma';
import { listNodesProcedure } from '../../web/src/features/nodes/list/list-nodes.ts';
import { createCallerFactory, router } from '../../web/src/trpc/init.ts';
import { person } from '../../web/src/trpc/testing/person.ts';

const CALLS = 50;
const SORTS = ['name', '-name', 'seen', '-seen', 'rtt', '-rtt'] as const;
const VIEWER = person('viewer', '');

/** 95th percentile of the console's list of nodes at the server, in milliseconds: every order, every tenth searched. */
export async function listTimeP95(prisma: PrismaClient): Promise<number> {
  const times: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    const now = new Date();
    const context = { prisma, user: VIEWER, requestId: 'fleet', address: '127.0.0.1', now };
    const caller = createCallerFactory(router({ list: listNodesProcedure }))(context);
    const start = performance.now();
    const search = call % 10 === 9 ? 'fleet-1' : '';
    const { items } = await caller.list({ sort: SORTS[call % SORTS.length] ?? 'name', search });
    times.push(performance.now() - start);
    if (items.length === 0) throw new Error('the list of nodes is empty');
  }
  return times.sort((a, b) => a - b)[Math.ceil(CALLS * 0.95) - 1] ?? Number.NaN;
}
