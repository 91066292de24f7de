import { authedProcedure } from '../../../trpc/init.ts';
import { usernames } from '../../enrolment/keys/key-repository.ts';
import { listWorkers } from '../../realm/realm-repository.ts';
import { type FleetConfigVersion, fleetConfigs, startingSections } from './fleet-config-repository.ts';

/** The fleet's configuration: what is in force, what is being edited, and where to start when there is neither. */
export const getConfigProcedure = authedProcedure.query(async ({ ctx }) => {
  const [{ draft, current }, workers] = await Promise.all([
    fleetConfigs(ctx.prisma),
    listWorkers(ctx.prisma),
  ]);
  const names = await usernames(
    ctx.prisma,
    [draft, current].flatMap((version) => version?.createdBy ?? []),
  );
  const facts = (version: FleetConfigVersion | undefined) =>
    version === undefined
      ? null
      : {
          version: version.version,
          sections: version.sections,
          hash: version.hash,
          savedAt: version.createdAt.getTime(),
          savedBy: names.get(version.createdBy ?? '') ?? null,
          publishedAt: version.publishedAt?.getTime() ?? null,
        };
  return {
    now: ctx.now.getTime(),
    workers: workers.map((worker) => ({
      publicKey: Buffer.from(worker.publicKey).toString('base64url'),
      endpoints: worker.endpoints,
      heartbeatAt: worker.heartbeatAt.getTime(),
    })),
    draft: facts(draft),
    current: facts(current),
    starting: draft === undefined && current === undefined ? await startingSections(ctx.prisma) : null,
  };
});
