import { createPrismaClient, type PrismaClient, type UserRole } from '@ntmobile/prisma';
import { dumpDatabase, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { roleAllows } from '../auth/role.ts';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
vi.mock('server-only', () => ({}));

const { call, person, procedures } = await import('./testing/caller.ts');

type Caller = UserRole | 'stranger';
const CALLERS: readonly Caller[] = ['stranger', 'viewer', 'operator', 'admin'];
/** In the name or detail of every object of the tests: what an answer tells of one contains it. */
const MARK = 'marked-object';

/** What comes of naming an object: it is answered, its absence is told, or the answer holds nothing of it. */
type Outcome = 'answered' | 'nothing' | 'NOT_FOUND' | 'BAD_REQUEST' | 'FORBIDDEN' | 'PRECONDITION_FAILED';

interface Row {
  readonly needs: UserRole;
  /** Makes an object of `owner` and returns its id, deleted or closed where that is asked for. */
  readonly make: (state: 'there' | 'deleted', owner: string) => Promise<string | number>;
  readonly guess: string | number;
  readonly input: (id: never) => unknown;
  readonly there: Outcome;
  readonly deleted: Outcome;
  readonly guessed: Outcome;
}

let database: TemporaryDatabase;
let prisma: PrismaClient;
let made = 0;

async function node(state: 'there' | 'deleted'): Promise<string> {
  made += 1;
  const id = `${made}`.replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] as string).padStart(26, 'a');
  const name = `${MARK}-${made}`;
  await prisma.node.create({
    data: {
      id,
      name: state === 'there' ? name : null,
      lastName: name,
      staticKey: Buffer.from(id.padEnd(32, 'x')),
      deletedAt: state === 'there' ? null : new Date(),
      approval: 'pending',
      events: { create: { bootId: MARK, sequence: 1n, at: new Date(), kind: 'handover', detail: { MARK } } },
    },
  });
  return id;
}

async function account(state: 'there' | 'deleted'): Promise<string> {
  made += 1;
  const disabledAt = state === 'there' ? null : new Date();
  const data = { username: `${MARK}-${made}`, role: 'viewer' as const, passwordHash: 'none', disabledAt };
  return (await prisma.user.create({ data })).id;
}

async function key(state: 'there' | 'deleted'): Promise<string> {
  made += 1;
  const id = `key-${made}`;
  const revokedAt = state === 'there' ? null : new Date();
  await prisma.enrolmentKey.create({
    data: { id, label: MARK, secretHash: Buffer.from(id.padEnd(32, 'x')), reusable: true, revokedAt },
  });
  return id;
}

/** A key that is revoked, with a node that came in by it. */
async function revokedKey(state: 'there' | 'deleted'): Promise<string> {
  const enrolmentKeyId = await key('deleted');
  await prisma.node.update({ where: { id: await node(state) }, data: { enrolmentKeyId } });
  return enrolmentKeyId;
}

async function session(state: 'there' | 'deleted', userId: string): Promise<string> {
  const revokedAt = state === 'there' ? null : new Date();
  const expiresAt = new Date(Date.now() + 3.6e6);
  const row = { jti: crypto.randomUUID(), userId, expiresAt, revokedAt };
  return (await prisma.userSession.create({ data: row })).jti;
}

const NODE = {
  make: node,
  guess: 'z'.repeat(26),
  there: 'answered',
  deleted: 'NOT_FOUND',
  guessed: 'NOT_FOUND',
} as const;
const KEY = { make: key, guess: 'key-0', there: 'answered', guessed: 'NOT_FOUND' } as const;
const ACCOUNT = {
  make: account,
  guess: '00000000-0000-4000-8000-000000000000',
  there: 'answered',
  guessed: 'NOT_FOUND',
} as const;
const nodeInput = (more: object) => (nodeId: string) => ({ nodeId, ...more });

/** What each procedure that is told an id does with it. A new one must be entered here, on purpose. */
const ROWS: Record<string, Row> = {
  'config.board': {
    needs: 'viewer',
    make: async () => 1,
    guess: 2,
    input: (pushId: number) => ({ pushId }),
    there: 'NOT_FOUND',
    deleted: 'NOT_FOUND',
    guessed: 'NOT_FOUND',
  },
  'config.boardCell': {
    needs: 'viewer',
    make: async () => 1,
    guess: 2,
    input: (pushId: number) => ({ pushId, cell: 0 }),
    there: 'NOT_FOUND',
    deleted: 'NOT_FOUND',
    guessed: 'NOT_FOUND',
  },
  'enrolment.admittedNodes': {
    ...KEY,
    needs: 'viewer',
    input: (keyId: string) => ({ keyId }),
    there: 'nothing',
    deleted: 'nothing',
    guessed: 'nothing',
  },
  'enrolment.revokeKey': {
    ...KEY,
    needs: 'operator',
    input: (id: string) => ({ id }),
    deleted: 'NOT_FOUND',
  },
  'enrolment.suspendKeyNodes': {
    ...KEY,
    needs: 'operator',
    make: revokedKey,
    input: (id: string) => ({ id }),
    deleted: 'NOT_FOUND',
  },
  'nodes.approve': { ...NODE, needs: 'operator', input: nodeInput({ admit: true }) },
  'nodes.config': { ...NODE, needs: 'viewer', input: nodeInput({}) },
  'nodes.delete': { ...NODE, needs: 'admin', input: nodeInput({}) },
  'nodes.events': { ...NODE, needs: 'viewer', input: nodeInput({}) },
  'nodes.get': { ...NODE, needs: 'viewer', input: nodeInput({}) },
  'nodes.suspend': { ...NODE, needs: 'operator', input: nodeInput({ suspended: true }) },
  'nodes.traffic': { ...NODE, needs: 'viewer', input: nodeInput({ window: '30m' }) },
  'people.change': {
    ...ACCOUNT,
    needs: 'admin',
    input: (id: string) => ({ id, role: 'operator', disabled: false }),
    deleted: 'answered',
  },
  'people.resetPassword': {
    ...ACCOUNT,
    needs: 'admin',
    input: (id: string) => ({ id }),
    deleted: 'answered',
  },
  'people.resetSecondFactor': {
    ...ACCOUNT,
    needs: 'admin',
    input: (id: string) => ({ id }),
    there: 'NOT_FOUND',
    deleted: 'NOT_FOUND',
  },
  'sessions.revoke': {
    needs: 'viewer',
    make: session,
    guess: '00000000-0000-4000-8000-000000000000',
    input: (id: string) => ({ id }),
    there: 'answered',
    deleted: 'NOT_FOUND',
    guessed: 'NOT_FOUND',
  },
};

const people = new Map<Caller, string>();
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  for (const role of ['viewer', 'operator', 'admin'] as const) {
    people.set(role, (await prisma.user.create({ data: { username: role, role, passwordHash: 'none' } })).id);
  }
  people.set('stranger', (await prisma.user.create({ data: { username: 'else', role: 'viewer' } })).id);
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

async function outcomeOf(path: string, caller: Caller, input: unknown): Promise<string> {
  const user = caller === 'stranger' ? undefined : person(caller, people.get(caller));
  const outcome = await call({ prisma, user }, path, input);
  if ('refused' in outcome) return outcome.refused;
  return JSON.stringify(outcome.answer).includes(MARK) ? 'told' : 'answered';
}

/** Keys of an input that name an object. */
const NAMES_OBJECT = /^(id|.+Ids?)$/;
/**
 * Named by these too. Tried with the pushes, where what is no node of the realm is not counted, and with the passkeys,
 * which are their owner's only.
 */
const ELSEWHERE = [
  'account.removePasskey',
  'account.renamePasskey',
  'config.previewPush',
  'config.push',
  'config.watchPush',
  'nodes.watch',
];

function namesObject(schema: z.core.JSONSchema.JSONSchema): boolean {
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...Object.values(schema.properties ?? {})];
  return (
    Object.keys(schema.properties ?? {}).some((key) => NAMES_OBJECT.test(key)) ||
    parts.some((part) => namesObject(part as z.core.JSONSchema.JSONSchema))
  );
}

it('knows every procedure that is told of an object', () => {
  const told = [...procedures()]
    .filter(([, { inputs }]) =>
      inputs.some((schema) =>
        namesObject(z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' })),
      ),
    )
    .map(([path]) => path);
  expect([...Object.keys(ROWS), ...ELSEWHERE].sort()).toEqual(told.sort());
});

describe.each(Object.entries(ROWS))('%s', (path, row) => {
  const input = row.input as (id: string | number) => unknown;
  const expected = (caller: Caller, outcome: Outcome) => {
    if (caller === 'stranger') return 'UNAUTHORIZED';
    return roleAllows(caller, row.needs) ? outcome : 'FORBIDDEN';
  };
  const said = (outcome: string) => (outcome === 'told' ? 'answered' : outcome);

  it.each(CALLERS)('an object that is there, for a %s', async (caller) => {
    const id = await row.make('there', people.get(caller) as string);
    const outcome = await outcomeOf(path, caller, input(id));
    if (row.there === 'nothing' && roleAllows(caller as UserRole, row.needs))
      expect(outcome).toBe('answered');
    else expect(said(outcome)).toBe(expected(caller, row.there));
  });

  it.each(CALLERS)(
    'one that is deleted, revoked or closed, and one that is guessed, for a %s',
    async (caller) => {
      for (const [state, id] of [
        ['deleted', await row.make('deleted', people.get(caller) as string)],
        ['guessed', row.guess],
      ] as const) {
        const before = await dumpDatabase(database.url);
        const outcome = await outcomeOf(path, caller, input(id));
        const right = expected(caller, row[state]);
        // Nothing of what is gone is told, and what is refused changes nothing.
        expect(outcome === 'answered' && right === 'nothing' ? right : said(outcome), state).toBe(right);
        if (right !== 'answered') expect(await dumpDatabase(database.url)).toEqual(before);
      }
    },
  );
});

it.each(['viewer', 'operator', 'admin'] as const)(
  'a %s does not end the session of somebody else',
  async (caller) => {
    const id = await session('there', people.get('stranger') as string);
    const before = await dumpDatabase(database.url);
    expect(await outcomeOf('sessions.revoke', caller, { id })).toBe('NOT_FOUND');
    expect(await dumpDatabase(database.url)).toEqual(before);
  },
);

it('nobody changes an account of their own through those for others', async () => {
  const id = people.get('admin') as string;
  for (const [path, more] of [
    ['people.change', { role: 'viewer', disabled: false }],
    ['people.resetPassword', {}],
    ['people.resetSecondFactor', {}],
  ] as const) {
    expect(await outcomeOf(path, 'admin', { id, ...more }), path).toBe('BAD_REQUEST');
  }
});
