import { ADVISORY_LOCKS, type Prisma, type PrismaClient, type UserRole } from '@ntmobile/prisma';
import { endSessionsOf, type SessionSource } from '../session-repository.ts';
import { startSession } from '../start-session.ts';
import { authTimeOfClaims, type ProviderClaims, roleOfClaims, usernameOfClaims } from './provider-claims.ts';

/** Whom a provider vouches for: claims of a token that was verified. */
export interface ProviderIdentity {
  readonly issuer: string;
  readonly claims: ProviderClaims;
  readonly roleClaim: string | undefined;
}

export type ProviderRefusal = 'closed' | 'noRole' | 'firstRun';
export type ProviderResult =
  | { readonly kind: 'admitted'; readonly userId: string; readonly sessionId: string }
  | { readonly kind: 'refused'; readonly because: ProviderRefusal };

interface ProviderAccount {
  readonly id: string;
  readonly username: string;
  readonly role: UserRole;
  readonly disabledAt: Date | null;
}

const accountSelect = { id: true, username: true, role: true, disabledAt: true } satisfies Prisma.UserSelect;

/**
 * Opens a session for somebody whom the provider vouches for. An account belongs to issuer and subject and to nothing
 * else: neither a name nor an address of mail ever links to an account that is there. A first sign-in makes a viewer,
 * or whom the role claim says; where there is a role claim it decides at each sign-in.
 */
export async function admitByProvider(
  prisma: PrismaClient,
  identity: ProviderIdentity,
  of: { source: SessionSource; now: Date },
): Promise<ProviderResult> {
  const { roleClaim, claims } = identity;
  const role = roleClaim === undefined ? undefined : roleOfClaims(claims, roleClaim);
  if (roleClaim !== undefined && role === undefined) return { kind: 'refused', because: 'noRole' };
  const account = await prisma.$transaction((tx) => accountOf(tx, identity, { ...of, role }));
  if (account === undefined) return { kind: 'refused', because: 'firstRun' };
  if (account.disabledAt !== null) return { kind: 'refused', because: 'closed' };
  const { id, username } = account;
  const sessionId = await startSession(prisma, {
    account: { id, username, by: { provedAt: authTimeOfClaims(claims, of.now) } },
    attempt: of.source,
    now: of.now,
  });
  if (sessionId === undefined) return { kind: 'refused', because: 'closed' };
  return { kind: 'admitted', userId: id, sessionId };
}

/** The account of the subject with its present role, made at the first time; undefined before the first admin. */
async function accountOf(
  tx: Prisma.TransactionClient,
  identity: ProviderIdentity,
  of: { source: SessionSource; now: Date; role: UserRole | undefined },
): Promise<ProviderAccount | undefined> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.providerAdmission})`;
  const key = { oidcIssuer: identity.issuer, oidcSubject: identity.claims.sub };
  const found = await tx.user.findUnique({
    where: { oidcIssuer_oidcSubject: key },
    select: accountSelect,
  });
  if (found !== null) return followRole(tx, found, of);
  // The first admin is made in the console by a person; a provider's person would close that door.
  if ((await tx.user.findFirst({ select: { id: true } })) === null) return undefined;
  const username = await freeUsername(tx, usernameOfClaims(identity.claims));
  const role = of.role ?? 'viewer';
  const account = await tx.user.create({
    data: { ...key, username, role, createdAt: of.now },
    select: accountSelect,
  });
  await auditProvider(tx, account, of, { action: 'user.created', after: { username, role, ...key } });
  return account;
}

/** Gives an account the role that the claim says; another one ends the sessions that had the old. */
async function followRole(
  tx: Prisma.TransactionClient,
  account: ProviderAccount,
  of: { source: SessionSource; now: Date; role: UserRole | undefined },
): Promise<ProviderAccount> {
  const { role, now } = of;
  if (role === undefined || role === account.role || account.disabledAt !== null) return account;
  await tx.user.update({ where: { id: account.id }, data: { role }, select: { id: true } });
  await endSessionsOf(tx, { userId: account.id, now });
  const { username } = account;
  await auditProvider(tx, account, of, {
    action: 'user.changed',
    before: { username, role: account.role },
    after: { username, role },
  });
  return { ...account, role };
}

/** The wished name, or it with the lowest number that makes it free. */
async function freeUsername(tx: Prisma.TransactionClient, wished: string): Promise<string> {
  const rows = await tx.user.findMany({
    where: { OR: [{ username: wished }, { username: { startsWith: `${wished}-` } }] },
    select: { username: true },
  });
  const taken = new Set(rows.map((row) => row.username));
  if (!taken.has(wished)) return wished;
  let number = 2;
  while (taken.has(`${wished}-${number}`)) number++;
  return `${wished}-${number}`;
}

async function auditProvider(
  tx: Prisma.TransactionClient,
  account: ProviderAccount,
  of: { source: SessionSource; now: Date },
  change: { action: string; before?: Prisma.InputJsonValue; after: Prisma.InputJsonValue },
): Promise<void> {
  await tx.auditEntry.create({
    data: {
      ...change,
      at: of.now,
      actorKind: 'system',
      actorId: 'identity-provider',
      actorName: 'identity provider',
      subjectKind: 'user',
      subjectId: account.id,
      address: of.source.address,
      requestId: of.source.requestId,
    },
    select: { id: true },
  });
}
