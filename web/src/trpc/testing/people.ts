import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrismaClient, type UserRole } from '@ntmobile/prisma';
import { emptyAudit, startTemporaryDatabase } from '@ntmobile/prisma/testing';
import { Secret, TOTP } from 'otpauth';
import { vi } from 'vitest';
import { createMissingKeys } from '../../keys/create-missing-keys.ts';
import { makeRealm } from './make-realm.ts';

// Read as their modules are.
vi.stubEnv('NTM_LOG_LEVEL', 'silent');
const { hashPassword } = await import('../../auth/password.ts');
const { logIn } = await import('../../auth/login.ts');
const { findCurrentUser } = await import('../../auth/session-repository.ts');
const { startSession } = await import('../../auth/start-session.ts');
const { createCallerFactory } = await import('../init.ts');
const { rootRouter } = await import('../root-router.ts');
const createCaller = createCallerFactory(rootRouter);

export const PASSWORD = 'correct horse battery';
export const NOW = new Date('2026-04-02T12:00:00Z');
export const CONSOLE = 'http://localhost:3000';
export const SOURCE = { address: '192.0.2.1', userAgent: 'test', requestId: 'request' };
export const later = (ms: number) => new Date(NOW.getTime() + ms);
/** What an authenticator app shows. */
export const codeOf = (base32: string, now = NOW) =>
  new TOTP({ secret: Secret.fromBase32(base32) }).generate({ timestamp: now.getTime() });

/** A console's database and keys, people in it, and its procedures as their sessions call them. */
export async function startPeople() {
  const directory = await mkdtemp(join(tmpdir(), 'ntm-people-'));
  await createMissingKeys(directory, 'ntm.internal', new Date());
  const database = await startTemporaryDatabase();
  const prisma = createPrismaClient(database.url, { connections: 4 });
  vi.stubEnv('NTM_DATA_DIR', directory);
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('NTM_CONSOLE_URL', CONSOLE);
  vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
  const passwordHash = await hashPassword(PASSWORD);

  /** Procedures as a session may call them at a time; a stranger's without one. */
  async function as(sessionId: string | undefined, now = NOW, address = SOURCE.address) {
    const user = sessionId === undefined ? undefined : await findCurrentUser(prisma, sessionId, now);
    return createCaller({ prisma, user, requestId: SOURCE.requestId, address, now });
  }

  /** A person with a session. */
  async function somebody(username: string, role: UserRole) {
    const { id } = await prisma.user.create({ data: { username, role, passwordHash } });
    const account = { id, username, by: { passwordHash, secondFactor: false } };
    const sessionId = await startSession(prisma, { account, attempt: SOURCE, now: NOW });
    if (sessionId === undefined) throw new Error('no session');
    return { id, sessionId, api: await as(sessionId) };
  }

  /** How a sign-in ends. */
  const enter = (of: Partial<Parameters<typeof logIn>[1]>, now = NOW) =>
    logIn(
      prisma,
      { username: '', password: '', code: '', passkey: '', newPassword: '', ...SOURCE, ...of },
      now,
    );

  return {
    prisma,
    as,
    url: database.url,
    somebody,
    enter,
    isLive: async (sessionId: string) => (await findCurrentUser(prisma, sessionId, NOW)) !== undefined,
    actions: async () =>
      (await prisma.auditEntry.findMany({ orderBy: { id: 'asc' } }))
        .map((entry) => entry.action)
        .filter((action) => action !== 'session.started'),
    makeRealm: () => makeRealm(prisma),
    empty: async () => {
      await prisma.user.deleteMany();
      await prisma.loginFailure.deleteMany();
      await prisma.passkeyChallenge.deleteMany();
      await prisma.submission.deleteMany();
      await prisma.realmSettings.deleteMany();
      await emptyAudit(prisma);
    },
    stop: async () => {
      await prisma.$disconnect();
      await database.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
