import type { PrismaClient, RealmSettings } from '@ntmobile/prisma';
import { base64UrlEncode } from '@ntmobile/shared';
import type { AdmittedAnswer } from '@ntmobile/shared/enrolment';
import { type ConfiguredCoordinator, type ConfiguredRelay, signingKeyId } from '@ntmobile/shared/fleet';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { readCurrentSections } from '../../../fleet-config/current-sections.ts';

/** What every node of the realm is told at enrolment. */
export type RealmFacts = Pick<AdmittedAnswer, 'realm' | 'coordinators' | 'relays' | 'signingKeys'> & {
  readonly broker: Pick<AdmittedAnswer['broker'], 'endpoint' | 'serverName' | 'caCertificate'>;
};

/** A worker that is restarted still counts; longer silent ones are gone. */
const WORKER_SILENT_MS = 60_000;
const MAX_COORDINATORS = 8;
const MAX_ENDPOINTS = 4;

/**
 * The realm as the database knows it; undefined while it has no coordinator or no broker yet. Coordinators are those
 * of the fleet's current configuration in its order, then those that are alive besides.
 */
export async function findRealmFacts(prisma: PrismaClient, now: Date): Promise<RealmFacts | undefined> {
  const realm = await prisma.realmSettings.findUnique({ where: { id: 1 } });
  if (realm === null || realm.brokerEndpoint === '' || realm.caCertificate === '') return undefined;
  const sections = await readCurrentSections(prisma);
  const coordinators = mergedCoordinators(sections?.dc ?? [], await liveWorkers(prisma, now));
  if (coordinators.length === 0) return undefined;
  return {
    realm: { domain: realm.domain, prefixes: [realm.ipv4Pool, realm.ipv6Pool] },
    coordinators,
    relays: [...(sections?.rs ?? [])] satisfies ConfiguredRelay[],
    signingKeys: signingKeysOf(realm),
    broker: {
      endpoint: realm.brokerEndpoint,
      serverName: `broker.${realm.domain}`,
      caCertificate: realm.caCertificate,
    },
  };
}

async function liveWorkers(prisma: PrismaClient, now: Date): Promise<ConfiguredCoordinator[]> {
  const workers = await prisma.dcWorker.findMany({
    where: { heartbeatAt: { gt: new Date(now.getTime() - WORKER_SILENT_MS) } },
    select: { publicKey: true, endpoints: true },
    orderBy: { startedAt: 'asc' },
  });
  return workers.map(({ publicKey, endpoints }) => ({ publicKey: base64UrlEncode(publicKey), endpoints }));
}

/** One entry for each key; where a worker lives comes before where a configuration says that it does. */
function mergedCoordinators(
  configured: readonly ConfiguredCoordinator[],
  live: readonly ConfiguredCoordinator[],
): ConfiguredCoordinator[] {
  const endpoints = new Map<string, Set<string>>(configured.map(({ publicKey }) => [publicKey, new Set()]));
  for (const coordinator of [...live, ...configured]) {
    const known = endpoints.get(coordinator.publicKey) ?? new Set();
    endpoints.set(coordinator.publicKey, new Set([...known, ...coordinator.endpoints]));
  }
  return [...endpoints]
    .map(([publicKey, found]) => ({ publicKey, endpoints: [...found].slice(0, MAX_ENDPOINTS) }))
    .filter((coordinator) => coordinator.endpoints.length > 0)
    .slice(0, MAX_COORDINATORS);
}

function signingKeysOf(realm: RealmSettings): AdmittedAnswer['signingKeys'] {
  return [realm.signingKey, realm.previousSigningKey]
    .filter((key) => key !== null)
    .map((key) => ({ keyId: signingKeyId(key, nodePrimitives), publicKey: base64UrlEncode(key) }));
}
