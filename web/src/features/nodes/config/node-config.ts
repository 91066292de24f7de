import { parseSections } from '@ntmobile/shared/fleet';
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { diffLines } from '../../config/sections/line-diff.ts';
import { sectionLines } from '../../config/sections/section-lines.ts';
import { findNodeView } from '../detail/node-repository.ts';
import { nodeIdInput } from '../node-id-input.ts';
import { nodeRevisions, type RevisionRow, sectionsOfRevision } from './node-config-repository.ts';

const SHOWN = 30;

/** What a node should have against what it runs, line by line, and how it came to that. */
export const nodeConfigProcedure = authedProcedure
  .input(z.strictObject({ nodeId: nodeIdInput }))
  .query(async ({ ctx: { prisma, now }, input: { nodeId } }) => {
    const [node, revisions] = await Promise.all([
      findNodeView(prisma, nodeId),
      nodeRevisions(prisma, { nodeId, limit: SHOWN }),
    ]);
    if (node === undefined) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such node.' });
    const running = runningRevision(revisions, node.reported_revision);
    const linesOf = async (revision: number | undefined) =>
      revision === undefined
        ? undefined
        : linesOfText(
            revisions.find((row) => row.revision === revision)?.sections ??
              (await sectionsOfRevision(prisma, { nodeId, revision })),
          );
    const [desired, runs] = await Promise.all([
      linesOf(node.desired_revision ?? undefined),
      linesOf(running),
    ]);
    return {
      now: now.getTime(),
      desiredRevision: node.desired_revision,
      /** The revision that the node last said is in force; null where it never said so of one. */
      runningRevision: running ?? null,
      desired: desired ?? null,
      diff: desired === undefined || runs === undefined ? null : diffLines(runs, desired),
      history: revisions.map(historyEntry),
    };
  });

/** A revision that was tried and left is not in force: the newest one that was applied is. */
function runningRevision(revisions: readonly RevisionRow[], reported: number | null): number | undefined {
  const applied = revisions.find(
    (row) => row.status === 'applied' && (reported === null || row.revision <= reported),
  );
  return applied?.revision;
}

function linesOfText(text: string | undefined): string[] | undefined {
  const sections = text === undefined ? undefined : parseSections(text);
  return sections && sectionLines(sections);
}

function historyEntry(row: RevisionRow) {
  return {
    revision: row.revision,
    at: row.created_at.getTime(),
    by: row.username,
    fleetVersion: row.fleet_version,
    status: row.status,
    error: row.error,
    reportedAt: row.reported_at?.getTime() ?? null,
  };
}
