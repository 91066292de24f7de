import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeRealm } from './testing/make-realm.ts';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
vi.stubEnv('NTM_LOG_LEVEL', 'silent');
vi.mock('server-only', () => ({}));

const { call, codeOf, person, procedures } = await import('./testing/caller.ts');

const NODE = 'a'.repeat(26);
const HASH = 'a'.repeat(64);
/** Texts that databases, patterns, parsers and spreadsheets stumble over. */
const TEXTS = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  "'; DROP TABLE nodes; --",
  '%_\\',
  '\\',
  '=cmd|"/C calc"!A0',
  '__proto__',
  '../../etc/passwd',
  '🚌'.repeat(40),
  'x'.repeat(100_000),
];
const NUMBERS = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53), 8.64e15, 8.64e15 + 1];

const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const CURSORS = [
  cursor(['not a time', NODE]),
  cursor(['\0', '\0']),
  cursor(['+275760-09-13T00:00:00.000Z', NODE]),
  cursor([null, NODE]),
  cursor([{}, []]),
  cursor('x'),
  'not base64url at all',
];
const SECTIONS = {
  dc: [],
  rs: [],
  addresses: { prefixes: [] },
  dns: { searchDomain: '', upstream: [] },
  telemetry: { intervalSeconds: 60 },
};

/** Inputs of each procedure with one hostile value in an otherwise right place. */
const INPUTS: Record<string, readonly unknown[]> = {
  'account.proveAgain': TEXTS.flatMap((text) => [{ password: text }, { code: text }, { passkey: text }]),
  'account.addPasskey': TEXTS.flatMap((text) => [
    { name: text, response: '{}' },
    { name: 'phone', response: text },
    {
      name: 'phone',
      response: JSON.stringify({ id: text, rawId: text, type: 'public-key', response: text }),
    },
  ]),
  'account.renamePasskey': TEXTS.flatMap((text) => [
    { id: text, name: 'phone' },
    { id: 'phone', name: text },
  ]),
  'account.removePasskey': TEXTS.map((id) => ({ id })),
  'account.offerPasskeyFactor': TEXTS.map((text) => ({ username: text, password: text })),
  'account.confirmSecondFactor': TEXTS.map((code) => ({ code })),
  'audit.export': TEXTS.map((search) => ({ search })),
  'audit.list': TEXTS.flatMap((text) => [{ search: text }, { search: 'x', cursor: text }]),
  'config.saveDraft': TEXTS.flatMap((text) => [
    { sections: { ...SECTIONS, dc: [{ endpoints: [text], publicKey: text }] }, seenDraft: null },
    { sections: { ...SECTIONS, rs: [{ endpoints: [text], region: text, priority: 1 }] }, seenDraft: null },
    { sections: { ...SECTIONS, dns: { searchDomain: text, upstream: [text] } }, seenDraft: text },
    { sections: { ...SECTIONS, extra: text }, seenDraft: null },
  ]),
  'config.previewPush': TEXTS.map((text) => ({ target: { kind: 'nodes', nodeIds: [text] } })),
  'config.push': [
    ...TEXTS.map((text) => ({ target: { kind: 'all' }, hash: text, expectedCount: 1 })),
    ...NUMBERS.map((expectedCount) => ({ target: { kind: 'all' }, hash: HASH, expectedCount })),
    { target: { kind: 'nodes', nodeIds: Array(100_000).fill(NODE) }, hash: HASH, expectedCount: 1 },
  ],
  'config.board': NUMBERS.flatMap((number) => [
    { pushId: number },
    { pushId: 1, lookFrom: number },
    { pushId: 1, othersFrom: number },
  ]),
  'config.boardCell': NUMBERS.flatMap((number) => [
    { pushId: number, cell: 0 },
    { pushId: 1, cell: number },
  ]),
  'config.watchPush': NUMBERS.map((pushId) => ({ pushId })),
  'enrolment.createKey': TEXTS.map((label) => ({
    label,
    kind: 'reusable',
    useLimit: null,
    expiresInHours: null,
    approvalRequired: false,
  })),
  'enrolment.admittedNodes': TEXTS.map((keyId) => ({ keyId })),
  'enrolment.revokeKey': TEXTS.map((id) => ({ id })),
  'enrolment.suspendKeyNodes': TEXTS.map((id) => ({ id })),
  'nodes.list': [
    ...TEXTS.map((search) => ({ search })),
    ...CURSORS.flatMap((text) => [
      { sort: 'name', cursor: text },
      { sort: 'seen', cursor: text },
      { sort: '-seen', cursor: text },
      { sort: 'rtt', cursor: text },
      { sort: '-rtt', cursor: text },
    ]),
    { states: Array(1_000).fill('online') },
  ],
  'nodes.rows': [
    ...TEXTS.map((text) => ({ ids: [text] })),
    { ids: Array(101).fill(NODE) },
    { ids: [NODE], rttAbove: Number.NaN },
    { ids: [NODE], rttBelow: 1e300 },
  ],
  'nodes.export': TEXTS.map((search) => ({ search })),
  'nodes.config': TEXTS.map((nodeId) => ({ nodeId })),
  'nodes.events': TEXTS.flatMap((text) => [{ nodeId: text }, { nodeId: NODE, cursor: text }]),
  'nodes.matchingIds': TEXTS.map((search) => ({ search })),
  'nodes.find': TEXTS.map((search) => ({ search })),
  'nodes.get': TEXTS.map((nodeId) => ({ nodeId })),
  'nodes.watch': TEXTS.map((nodeId) => ({ nodeId })),
  'nodes.traffic': [
    ...TEXTS.map((nodeId) => ({ nodeId, window: '30m' })),
    ...NUMBERS.flatMap((number) => [
      { nodeId: NODE, window: { from: 0, to: number } },
      { nodeId: NODE, window: { from: number, to: 8.64e15 } },
    ]),
  ],
  'nodes.approve': TEXTS.map((nodeId) => ({ nodeId, admit: true })),
  'nodes.suspend': TEXTS.map((nodeId) => ({ nodeId, suspended: true })),
  'nodes.delete': TEXTS.map((nodeId) => ({ nodeId })),
  'overview.traffic': TEXTS.map((range) => ({ range })),
  'people.add': TEXTS.map((text) => ({ username: text, password: text, role: 'viewer', oneTime: true })),
  'people.change': TEXTS.map((id) => ({ id, role: 'viewer', disabled: false })),
  'people.resetPassword': TEXTS.map((id) => ({ id })),
  'people.resetSecondFactor': TEXTS.map((id) => ({ id })),
  'people.requireSecondFactor': TEXTS.map((required) => ({ required })),
  'sessions.revoke': TEXTS.map((id) => ({ id })),
  'setup.createFirstAdmin': TEXTS.map((text) => ({ username: text, password: text })),
};

let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  vi.stubEnv('DATABASE_URL', database.url);
  await prisma.user.create({ data: { username: 'somebody', role: 'admin', passwordHash: 'none' } });
  await makeRealm(prisma);
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

/** The code of the refusal; undefined when the call went through. */
async function refusal(path: string, input: unknown): Promise<string | undefined> {
  const outcome = await call({ prisma, user: person('admin') }, path, input);
  if ('refused' in outcome) return outcome.refused;
  return isStream(outcome.answer) ? await refusalOfStream(outcome.answer) : undefined;
}

function isStream(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
}

/** A stream looks at what it is asked for when its first word is. */
async function refusalOfStream(stream: AsyncIterable<unknown>): Promise<string | undefined> {
  const words = stream[Symbol.asyncIterator]();
  try {
    await words.next();
    return undefined;
  } catch (error) {
    return codeOf(error);
  } finally {
    await words.return?.();
  }
}

it('has hostile input for every procedure that takes any', () => {
  const taking = [...procedures()].filter(([, { inputs }]) => inputs.length > 0).map(([path]) => path);
  expect(Object.keys(INPUTS).sort()).toEqual(taking.sort());
});

describe.each(Object.entries(INPUTS))('%s', (path, inputs) => {
  it('refuses hostile input in words, and never fails over it', async () => {
    // Whoever cannot prove themselves has no session in the end.
    const ended = path === 'account.proveAgain' ? ['UNAUTHORIZED'] : [];
    const refusals = ['BAD_REQUEST', 'NOT_FOUND', 'CONFLICT', 'FORBIDDEN', ...ended];
    for (const input of inputs) {
      const code = await refusal(path, input);
      expect(
        code === undefined || refusals.includes(code),
        `${code} for ${JSON.stringify(input)?.slice(0, 120)}`,
      ).toBe(true);
    }
  });
});
