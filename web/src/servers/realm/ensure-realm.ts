import { randomBytes } from 'node:crypto';
import type { PrismaClient, RealmSettings } from '@ntmobile/prisma';
import { bytesEqual, formatPrefix, type Prefix, parsePrefix, prefixOf } from '@ntmobile/shared';
import { ExpectedError } from '../expected-error.ts';

/** What an installation's realm is made of and kept in step with. */
export interface RealmWishes {
  readonly domain: string;
  /** Undefined: the pool as it is, or the default. */
  readonly ipv4Pool: Prefix | undefined;
  /** Public halves, 32 bytes each. */
  readonly enrolmentKey: Uint8Array;
  readonly signingKey: Uint8Array;
  /** Certificate of the realm's authority, PEM. */
  readonly caCertificate: string;
  readonly consoleUrl: string;
  /** `host:port` of the broker, as nodes are told. */
  readonly brokerEndpoint: string;
  readonly allowedTestPrefixes: readonly string[];
}

/** The database belongs to another realm than keys and environment say; the message says which part, and what to do. */
export class RealmMismatchError extends ExpectedError {
  override readonly name = 'RealmMismatchError';
}

const DEFAULT_IPV4_POOL = parsePrefix('198.18.0.0/15');

/**
 * The realm of this installation, made on the first start. What nodes hold on to (domain, keys, authority, pools) is
 * never changed here: RealmMismatchError where it differs. What may change is kept in step.
 */
export async function ensureRealm(prisma: PrismaClient, wishes: RealmWishes): Promise<RealmSettings> {
  const mayChange = {
    consoleUrl: wishes.consoleUrl,
    brokerEndpoint: wishes.brokerEndpoint,
    allowedTestPrefixes: [...wishes.allowedTestPrefixes],
  };
  const realm = await prisma.realmSettings.upsert({
    where: { id: 1 },
    create: { ...mayChange, ...newRealm(wishes) },
    update: {},
  });
  refuseMismatch(realm, wishes);
  return prisma.realmSettings.update({ where: { id: 1 }, data: mayChange });
}

function newRealm(wishes: RealmWishes) {
  return {
    name: wishes.domain,
    domain: wishes.domain,
    ipv4Pool: formatPrefix(wishes.ipv4Pool ?? DEFAULT_IPV4_POOL),
    ipv6Pool: formatPrefix(randomUlaSubnet()),
    enrolmentKey: new Uint8Array(wishes.enrolmentKey),
    signingKey: new Uint8Array(wishes.signingKey),
    caCertificate: wishes.caCertificate,
  };
}

/** The first /64 of a random /48 of fd00::/8 (RFC 4193 section 3.2). */
function randomUlaSubnet(): Prefix {
  const bytes = new Uint8Array(16);
  bytes[0] = 0xfd;
  bytes.set(randomBytes(5), 1);
  return prefixOf({ family: 6, bytes }, 64);
}

function refuseMismatch(realm: RealmSettings, wishes: RealmWishes): void {
  const pool = wishes.ipv4Pool && formatPrefix(wishes.ipv4Pool);
  if (realm.domain !== wishes.domain)
    throw new RealmMismatchError(
      `This database is the realm ${realm.domain}, but NTM_REALM_DOMAIN says ${wishes.domain}. A realm keeps its ` +
        `domain: set NTM_REALM_DOMAIN=${realm.domain}, or begin a new realm with another database and NTM_DATA_DIR.`,
    );
  if (pool !== undefined && pool !== realm.ipv4Pool)
    throw new RealmMismatchError(
      `The realm's addresses come from ${realm.ipv4Pool}, but NTM_IPV4_POOL says ${pool}. Nodes keep their addresses: ` +
        'leave NTM_IPV4_POOL out, or begin a new realm with another database and NTM_DATA_DIR.',
    );
  if (!bytesEqual(realm.enrolmentKey, wishes.enrolmentKey)) throw otherKey('realm-x25519.key');
  if (!bytesEqual(realm.signingKey, wishes.signingKey)) throw otherKey('realm-ed25519.key');
  if (realm.caCertificate !== wishes.caCertificate) throw otherKey('ca.cert.pem');
}

function otherKey(file: string): RealmMismatchError {
  return new RealmMismatchError(
    `keys/${file} of NTM_DATA_DIR is not the one that this realm's nodes trust. Put the file back that belongs to this ` +
      'database, or begin a new realm with another database and NTM_DATA_DIR.',
  );
}
