import { database } from '../../../database.ts';
import { environment } from '../../../env.ts';
import { loadBrokerSecret, loadRealmKey } from '../../../keys/load-keys.ts';
import { log } from '../../../log.ts';
import { ENROLMENT_OUTCOMES, EnrolmentDesk } from './enrolment-desk.ts';

const held = globalThis as { ntmEnrolmentDesk?: EnrolmentDesk };

/** The process's one desk, so that limits count all requests. KeyFileError until the keys are made. */
export async function enrolmentDesk(): Promise<EnrolmentDesk> {
  if (held.ntmEnrolmentDesk !== undefined) return held.ntmEnrolmentDesk;
  const { dataDirectory } = environment();
  const [realm, brokerSecret] = await Promise.all([
    loadRealmKey(dataDirectory),
    loadBrokerSecret(dataDirectory),
  ]);
  // Another request may have made it while the files were read.
  held.ntmEnrolmentDesk ??= new EnrolmentDesk({
    prisma: database(),
    realm,
    brokerSecret,
    log,
    now: () => new Date(),
  });
  return held.ntmEnrolmentDesk;
}

/** How many requests had each outcome since the process began, for its metrics: zero for those that there were none of. */
export function enrolmentCounts(): Record<string, number> {
  const none = Object.fromEntries(ENROLMENT_OUTCOMES.map((outcome) => [outcome, 0]));
  return { ...none, ...held.ntmEnrolmentDesk?.counts() };
}
