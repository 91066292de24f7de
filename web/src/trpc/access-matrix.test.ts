import { createPrismaClient, type PrismaClient, type UserRole } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RequestContext } from './context.ts';
import type { Access } from './init.ts';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
vi.mock('server-only', () => ({}));

const { createCallerFactory } = await import('./init.ts');
const { rootRouter } = await import('./root-router.ts');

/** Who may call what. A new procedure must be entered here, on purpose. */
const EXPECTED: Record<string, Access> = {
  'account.get': 'viewer',
  'account.offerSecondFactor': 'viewer',
  'account.confirmSecondFactor': 'viewer',
  'account.removeSecondFactor': 'viewer',
  'account.renewRecoveryCodes': 'viewer',
  'audit.export': 'admin',
  'audit.list': 'admin',
  'config.get': 'viewer',
  'config.saveDraft': 'operator',
  'config.discardDraft': 'operator',
  'config.previewPush': 'operator',
  'config.push': 'operator',
  'config.pushes': 'viewer',
  'config.board': 'viewer',
  'enrolment.listKeys': 'viewer',
  'enrolment.createKey': 'operator',
  'enrolment.admittedNodes': 'viewer',
  'enrolment.revokeKey': 'operator',
  'nodes.list': 'viewer',
  'nodes.rows': 'viewer',
  'nodes.export': 'viewer',
  'nodes.config': 'viewer',
  'nodes.events': 'viewer',
  'nodes.find': 'viewer',
  'nodes.get': 'viewer',
  'nodes.traffic': 'viewer',
  'nodes.watch': 'viewer',
  'nodes.approve': 'operator',
  'nodes.suspend': 'operator',
  'nodes.delete': 'admin',
  'overview.get': 'viewer',
  'overview.traffic': 'viewer',
  'people.list': 'admin',
  'people.add': 'admin',
  'people.change': 'admin',
  'people.resetPassword': 'admin',
  'people.resetSecondFactor': 'admin',
  'realm.coordinators': 'viewer',
  'realm.serverHealth': 'viewer',
  'sessions.list': 'viewer',
  'sessions.revoke': 'viewer',
  'sessions.revokeOthers': 'viewer',
  'setup.createFirstAdmin': 'public',
};

const RANK: Record<Access, number> = { public: 0, viewer: 1, operator: 2, admin: 3 };
const CALLERS: readonly (UserRole | 'stranger')[] = ['stranger', 'viewer', 'operator', 'admin'];

let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

function contextOf(caller: UserRole | 'stranger'): RequestContext {
  const user =
    caller === 'stranger'
      ? undefined
      : { id: crypto.randomUUID(), username: caller, displayName: '', role: caller, sessionId: 'session' };
  return { prisma, user, requestId: 'request', address: '192.0.2.1', now: new Date() };
}

/** Calls with input that no procedure accepts, so that only the gate before it can answer. */
async function refusalOf(path: string, caller: UserRole | 'stranger'): Promise<string> {
  const call = path
    .split('.')
    .reduce<unknown>(
      (part, name) => (part as Record<string, unknown>)[name],
      createCallerFactory(rootRouter)(contextOf(caller)),
    );
  try {
    await (call as (input: unknown) => Promise<unknown>)({ unacceptable: true });
    return 'passed';
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    return error.code === 'UNAUTHORIZED' || error.code === 'FORBIDDEN' ? error.code : 'passed';
  }
}

it('knows who may call each procedure', () => {
  const procedures = rootRouter._def.procedures as unknown as Record<
    string,
    { _def: { meta?: { access: Access } } }
  >;
  expect(
    Object.fromEntries(Object.entries(procedures).map(([path, { _def }]) => [path, _def.meta?.access])),
  ).toEqual(EXPECTED);
});

describe.each(Object.entries(EXPECTED))('%s', (path, access) => {
  it.each(CALLERS)(`decides for a ${'%s'}`, async (caller) => {
    const rank = caller === 'stranger' ? 0 : RANK[caller];
    const expected = rank >= RANK[access] ? 'passed' : caller === 'stranger' ? 'UNAUTHORIZED' : 'FORBIDDEN';
    expect(await refusalOf(path, caller)).toBe(expected);
  });
});
