import { TRPCError } from '@trpc/server';
import { lockFleetConfig } from '../../../fleet-config/lock-fleet-config.ts';
import { audited } from '../../../trpc/audited.ts';
import { operatorProcedure } from '../../../trpc/init.ts';
import { changedLines } from '../sections/changed-lines.ts';
import { deleteDraft, fleetConfigs } from './fleet-config-repository.ts';

/** Forgets the draft; what is in force stays. The audit keeps what the draft said otherwise. */
export const discardDraftProcedure = operatorProcedure.mutation(({ ctx }) =>
  audited(ctx, async (tx) => {
    await lockFleetConfig(tx);
    const { draft, current } = await fleetConfigs(tx);
    if (draft === undefined) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no draft.' });
    const { version, hash } = draft;
    await deleteDraft(tx, version);
    const lines = changedLines(draft.sections, current?.sections);
    return {
      value: { version },
      audit: {
        action: 'config.draft_discarded',
        subject: { kind: 'fleet_config', id: String(version) },
        before: { hash, savedAt: draft.createdAt.toISOString(), lines: lines.before },
        after: { hash: current?.hash ?? null, lines: lines.after },
      },
    };
  }),
);
