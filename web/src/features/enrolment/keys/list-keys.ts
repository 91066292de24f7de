import { authedProcedure } from '../../../trpc/init.ts';
import {
  countActiveNodes,
  countWaitingNodes,
  type EnrolmentKeyRow,
  listEnrolmentKeys,
  usernames,
} from './key-repository.ts';
import { enrolmentKeyState } from './key-state.ts';

const SHOWN = 200;

/** The keys, newest first, with what is left of them, and how many nodes wait for somebody to admit them. */
export const listKeysProcedure = authedProcedure.query(async ({ ctx }) => {
  const [rows, waiting] = await Promise.all([
    listEnrolmentKeys(ctx.prisma, SHOWN),
    countWaitingNodes(ctx.prisma),
  ]);
  const [names, nodes] = await Promise.all([
    usernames(
      ctx.prisma,
      rows.flatMap((row) => row.createdBy ?? []),
    ),
    countActiveNodes(
      ctx.prisma,
      rows.map((row) => row.id),
    ),
  ]);
  return {
    now: ctx.now.getTime(),
    waiting,
    keys: rows.map((row) => ({
      ...keyFacts(row, { now: ctx.now, madeBy: names.get(row.createdBy ?? '') ?? null }),
      /** Nodes of it that can be suspended with it. */
      activeNodes: nodes.get(row.id) ?? 0,
    })),
  };
});

function keyFacts(row: EnrolmentKeyRow, of: { now: Date; madeBy: string | null }) {
  return {
    id: row.id,
    label: row.label,
    reusable: row.reusable,
    useLimit: row.useLimit,
    useCount: row.useCount,
    approvalRequired: row.approvalRequired,
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
    madeBy: of.madeBy,
    demo: row.demo,
    state: enrolmentKeyState(row, of.now),
  };
}
