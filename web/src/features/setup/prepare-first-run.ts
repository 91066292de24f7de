import type { PrismaClient } from '@ntmobile/prisma';
import { isForThisMachine } from '../../auth/known-hosts.ts';
import { environment } from '../../env.ts';
import { log } from '../../log.ts';
import { ensureSetupCode, forgetSetupCode } from './setup-code.ts';
import { isFirstRun } from './setup-repository.ts';

/**
 * Before anybody can ask: draws the setup code of a console that others than this machine reach and nobody administers
 * yet, and removes what is left of one. Where the database does not answer one is drawn as well: it opens nothing by itself.
 */
export async function prepareFirstRun(prisma: PrismaClient): Promise<void> {
  const { consoleUrl, dataDirectory } = environment();
  if (isForThisMachine(consoleUrl)) return;
  const isFirst = await isFirstRun(prisma).catch((error: unknown) => {
    log.warn({ err: error }, 'the database does not say whether there is an admin');
    return true;
  });
  if (isFirst) await ensureSetupCode(dataDirectory);
  else await forgetSetupCode(dataDirectory);
}
