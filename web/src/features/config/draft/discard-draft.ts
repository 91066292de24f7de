import { TRPCError } from '@trpc/server';
import { lockFleetConfig } from '../../../fleet-config/lock-fleet-config.ts';
import { audited } from '../../../trpc/audited.ts';
import { operatorProcedure } from '../../../trpc/init.ts';
import { discardDraft } from './fleet-config-repository.ts';

/** Forgets the draft; what is in force stays. */
export const discardDraftProcedure = operatorProcedure.mutation(({ ctx }) =>
  audited(ctx, async (tx) => {
    await lockFleetConfig(tx);
    const version = await discardDraft(tx);
    if (version === undefined) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no draft.' });
    return {
      value: { version },
      audit: { action: 'config.draft_discarded', subject: { kind: 'fleet_config', id: String(version) } },
    };
  }),
);
