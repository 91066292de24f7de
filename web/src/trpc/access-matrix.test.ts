import { createPrismaClient, type PrismaClient, type UserRole } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROOF_LIFETIME_MS } from '../auth/fresh-proof.ts';
import type { CurrentUser } from '../auth/session-repository.ts';
import type { RequestContext } from './context.ts';
import type { Access, ProcedureMeta } from './gate.ts';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
vi.mock('server-only', () => ({}));

const { GateError } = await import('./gate.ts');
const { createCallerFactory } = await import('./init.ts');
const { rootRouter } = await import('./root-router.ts');

/** Who may call what. A new procedure must be entered here, on purpose. */
const EXPECTED: Record<string, Access> = {
  'account.get': 'viewer',
  'account.proofWays': 'viewer',
  'account.proveAgain': 'viewer',
  'account.offerSecondFactor': 'viewer',
  'account.confirmSecondFactor': 'viewer',
  'account.removeSecondFactor': 'viewer',
  'account.renewRecoveryCodes': 'viewer',
  'account.offerPasskey': 'viewer',
  'account.addPasskey': 'viewer',
  'account.renamePasskey': 'viewer',
  'account.removePasskey': 'viewer',
  'account.offerPasskeyProof': 'viewer',
  'account.offerPasskeySignIn': 'public',
  'account.offerPasskeyFactor': 'public',
  'audit.export': 'admin',
  'audit.list': 'admin',
  'config.get': 'viewer',
  'config.saveDraft': 'operator',
  'config.discardDraft': 'operator',
  'config.previewPush': 'operator',
  'config.push': 'operator',
  'config.pushes': 'viewer',
  'config.board': 'viewer',
  'config.boardCell': 'viewer',
  'config.watchPush': 'viewer',
  'enrolment.listKeys': 'viewer',
  'enrolment.createKey': 'operator',
  'enrolment.admittedNodes': 'viewer',
  'enrolment.revokeKey': 'operator',
  'enrolment.suspendKeyNodes': 'operator',
  'nodes.list': 'viewer',
  'nodes.matchingIds': 'viewer',
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
  'overview.first': 'viewer',
  'overview.get': 'viewer',
  'overview.traffic': 'viewer',
  'people.list': 'admin',
  'people.add': 'admin',
  'people.change': 'admin',
  'people.resetPassword': 'admin',
  'people.requireSecondFactor': 'admin',
  'people.resetSecondFactor': 'admin',
  'realm.coordinators': 'viewer',
  'realm.serverHealth': 'viewer',
  'sessions.list': 'viewer',
  'sessions.revoke': 'viewer',
  'sessions.revokeOthers': 'viewer',
  'setup.createFirstAdmin': 'public',
};

/** What a session that was left open must not do: it takes a proof of the last ten minutes. */
const FRESH = new Set([
  'account.offerSecondFactor',
  'account.removeSecondFactor',
  'account.renewRecoveryCodes',
  'account.offerPasskey',
  'account.removePasskey',
  'config.push',
  'enrolment.createKey',
  'enrolment.suspendKeyNodes',
  'nodes.suspend',
  'nodes.delete',
  'people.add',
  'people.change',
  'people.requireSecondFactor',
  'people.resetPassword',
  'people.resetSecondFactor',
]);
/** What people may do who must first add a second factor; everything else of theirs is closed. */
const BEFORE_FACTOR = new Set([
  'account.get',
  'account.proofWays',
  'account.proveAgain',
  'account.offerSecondFactor',
  'account.confirmSecondFactor',
  'account.offerPasskey',
  'account.addPasskey',
]);

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

type Caller = UserRole | 'stranger';

function contextOf(caller: Caller, of: Partial<CurrentUser>): RequestContext {
  const user =
    caller === 'stranger'
      ? undefined
      : {
          id: crypto.randomUUID(),
          username: caller,
          displayName: '',
          role: caller,
          sessionId: 'session',
          provedAt: new Date(),
          owesSecondFactor: false,
          ...of,
        };
  return { prisma, user, requestId: 'request', address: '192.0.2.1', now: new Date() };
}

/** Calls with input that no procedure accepts, so that only the gate before it can answer. */
async function refusalOf(path: string, caller: Caller, of: Partial<CurrentUser> = {}): Promise<string> {
  const call = path
    .split('.')
    .reduce<unknown>(
      (part, name) => (part as Record<string, unknown>)[name],
      createCallerFactory(rootRouter)(contextOf(caller, of)),
    );
  try {
    await (call as (input: unknown) => Promise<unknown>)({ unacceptable: true });
    return 'passed';
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    if (error instanceof GateError) return error.gate;
    return error.code === 'UNAUTHORIZED' || error.code === 'FORBIDDEN' ? error.code : 'passed';
  }
}

it('knows who may call each procedure, and what else it asks of them', () => {
  const procedures = rootRouter._def.procedures as unknown as Record<
    string,
    { _def: { meta?: ProcedureMeta } }
  >;
  const metas = Object.entries(procedures).map(([path, { _def }]) => [path, _def.meta] as const);
  expect(Object.fromEntries(metas.map(([path, meta]) => [path, meta?.access]))).toEqual(EXPECTED);
  const paths = (has: (meta: ProcedureMeta | undefined) => boolean) =>
    new Set(metas.filter(([, meta]) => has(meta)).map(([path]) => path));
  expect(paths((meta) => meta?.proof === 'fresh')).toEqual(FRESH);
  expect(paths((meta) => meta?.beforeFactor === true)).toEqual(BEFORE_FACTOR);
});

describe.each(Object.entries(EXPECTED))('%s', (path, access) => {
  const decided = (caller: Caller, otherwise: string) => {
    const rank = caller === 'stranger' ? 0 : RANK[caller];
    if (rank < RANK[access]) return caller === 'stranger' ? 'UNAUTHORIZED' : 'FORBIDDEN';
    return access === 'public' ? 'passed' : otherwise;
  };

  it.each(CALLERS)(`decides for a ${'%s'}`, async (caller) => {
    expect(await refusalOf(path, caller)).toBe(decided(caller, 'passed'));
  });

  it.each(CALLERS)(`decides for a ${'%s'} whose proof is more than ten minutes old`, async (caller) => {
    const old = { provedAt: new Date(Date.now() - PROOF_LIFETIME_MS) };
    const expected = FRESH.has(path) ? 'proof' : 'passed';
    expect(await refusalOf(path, caller, old)).toBe(decided(caller, expected));
  });

  it.each(CALLERS)(`decides for a ${'%s'} who owes a second factor`, async (caller) => {
    const expected = BEFORE_FACTOR.has(path) ? 'passed' : 'secondFactor';
    expect(await refusalOf(path, caller, { owesSecondFactor: true })).toBe(decided(caller, expected));
  });
});
