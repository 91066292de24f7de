import type { Prisma } from '@ntmobile/prisma';
import type { ConfigSections } from '@ntmobile/shared/fleet';
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { lockFleetConfig } from '../../../fleet-config/lock-fleet-config.ts';
import {
  RefusedSectionsError,
  type StoredSections,
  storedSections,
} from '../../../fleet-config/realm-sections.ts';
import { audited } from '../../../trpc/audited.ts';
import { operatorProcedure } from '../../../trpc/init.ts';
import { changedLines } from '../sections/changed-lines.ts';
import { sectionIssues } from '../sections/section-issues.ts';
import { fleetConfigs, saveDraft } from './fleet-config-repository.ts';
import { sectionsInput, seenHash } from './sections-input.ts';

/** Keeps a draft. Nothing reaches a node by it. With issues nothing is kept and they are told. */
export const saveDraftProcedure = operatorProcedure
  .input(z.strictObject({ sections: sectionsInput, seenDraft: seenHash }))
  .mutation(async ({ ctx, input }) => {
    const issues = sectionIssues(input.sections);
    if (issues.length > 0) return { saved: false as const, issues };
    const hash = await audited(ctx, async (tx) => {
      await lockFleetConfig(tx);
      const stored = await judged(tx, input.sections);
      const { draft, current } = await fleetConfigs(tx);
      if ((draft?.hash ?? null) !== input.seenDraft) {
        throw new TRPCError({
          code: 'CONFLICT',
          message: 'Somebody saved another draft first. Read it, then save again.',
        });
      }
      const version = await saveDraft(tx, { sections: stored, userId: ctx.user.id, at: ctx.now });
      const lines = changedLines((draft ?? current)?.sections, input.sections);
      return {
        value: Buffer.from(stored.hash).toString('hex'),
        audit: {
          action: 'config.draft_saved',
          subject: { kind: 'fleet_config', id: String(version) },
          before: { lines: lines.before },
          after: { lines: lines.after },
        },
      };
    });
    return { saved: true as const, hash };
  });

/** The sections' text as every node of the realm would accept it. */
async function judged(tx: Prisma.TransactionClient, sections: ConfigSections): Promise<StoredSections> {
  try {
    return await storedSections(tx, sections);
  } catch (error) {
    if (!(error instanceof RefusedSectionsError)) throw error;
    throw new TRPCError({ code: 'BAD_REQUEST', message: `Nodes would refuse this: ${error.code}.` });
  }
}
