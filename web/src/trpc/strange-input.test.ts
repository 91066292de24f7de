import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { dumpDatabase, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { person } from './testing/person.ts';
import { acceptedInputs, type Place, places, valueAt, withKey, withValueAt } from './testing/wrong-inputs.ts';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
vi.mock('server-only', () => ({}));

const { call, procedures } = await import('./testing/caller.ts');

/** `NTM_STRANGE_INPUTS=1000000 npx vitest run src/trpc/strange-input.test.ts` is the long run. */
const RUNS = Number(process.env.NTM_STRANGE_INPUTS ?? 5_000);
const SEED = Number(process.env.NTM_SEED ?? Date.now() % 2 ** 31);

/** What query builders take for an operator, and what is of another kind than any text. */
const FOR_TEXT: readonly unknown[] = [
  { not: '' },
  { contains: '' },
  { startsWith: '' },
  { in: [] },
  { equals: null },
  { $ne: null },
  { toString: 'x' },
  [],
  ['a'],
  0,
  -1,
  1e308,
  true,
  'x'.repeat(1_000_000),
];
const FOR_OTHERS: readonly unknown[] = [{ gt: 0 }, { not: 0 }, [], [1], '', '0x10', "1' OR '1'='1"];
const FOR_OBJECTS: readonly unknown[] = [[], [[]], '', 'all', 7, false];
const FOR_ARRAYS: readonly unknown[] = [{}, { length: 1 }, { 0: 'a' }, 'a', 3, true];
const EXTRA_KEYS = [
  ...['role', 'realmId', 'id', 'userId', 'sessionId', 'isAdmin', 'access', 'disabledAt', 'ctx'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'where', 'select', 'include', 'OR', '$queryRaw'],
];

interface Target {
  readonly path: string;
  readonly sample: unknown;
  readonly place: Place;
}

const targets: readonly Target[] = [...procedures()].flatMap(([path, { inputs }]) =>
  inputs.flatMap((schema) =>
    acceptedInputs(schema as z.ZodType).flatMap((sample) =>
      places(sample).map((place) => ({ path, sample, place })),
    ),
  ),
);

/** Values that nothing accepts where this one is. */
function wrongValues(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return FOR_TEXT;
  if (Array.isArray(value)) return FOR_ARRAYS;
  if (value === null) return [{ not: null }, [null]];
  return typeof value === 'object' ? FOR_OBJECTS : FOR_OTHERS;
}

/** The keys that a value does not have. */
const keysBeside = (value: object) => EXTRA_KEYS.filter((key) => !Object.hasOwn(value, key));

function wrongInputs({ sample, place }: Target): unknown[] {
  const value = valueAt(sample, place);
  const replaced = wrongValues(value).map((wrong) => withValueAt(sample, place, wrong));
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return replaced;
  return [
    ...replaced,
    ...keysBeside(value).map((key) => withValueAt(sample, place, withKey(value, key, 'admin'))),
  ];
}

let database: TemporaryDatabase;
let prisma: PrismaClient;
let before: Awaited<ReturnType<typeof dumpDatabase>>;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  await prisma.user.create({ data: { username: 'somebody', role: 'admin', passwordHash: 'none' } });
  before = await dumpDatabase(database.url);
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

const admin = person('admin');
let calls = 0;
async function codeOf(path: string, input: unknown): Promise<string> {
  calls += 1;
  // Each from an address of its own, so that no limit of sources answers in place of the schema.
  const address = `10.${(calls >> 16) & 255}.${(calls >> 8) & 255}.${calls & 255}`;
  const outcome = await call({ prisma, user: admin, address }, path, input);
  return 'refused' in outcome ? outcome.refused : 'answered';
}

describe('values of another kind, operators of a query builder and keys that nobody asked for', () => {
  const paths = [...new Set(targets.map(({ path }) => path))];
  it.each(paths)('%s refuses them all at its door', async (path) => {
    for (const input of targets.filter((target) => target.path === path).flatMap(wrongInputs)) {
      expect(await codeOf(path, input), JSON.stringify(input).slice(0, 200)).toBe('BAD_REQUEST');
    }
  });

  it(`are refused also nested and together, ${RUNS} times, and change nothing`, async () => {
    let processed = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...targets),
        fc.nat(),
        fc.jsonValue({ maxDepth: 3 }),
        fc.boolean(),
        async (target, draw, extra, alone) => {
          const value = valueAt(target.sample, target.place);
          const wrong = wrongValues(value);
          const single = wrong[draw % wrong.length];
          const whole = target.sample as object;
          const keys = keysBeside(whole);
          const input = alone
            ? withValueAt(whole, target.place, single)
            : withKey(whole, keys[draw % keys.length] as string, extra);
          expect(await codeOf(target.path, input)).toBe('BAD_REQUEST');
          processed += 1;
        },
      ),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
    expect(processed).toBe(RUNS);
    const after = await dumpDatabase(database.url);
    expect(after).toEqual(before);
    console.info(`${processed} strange inputs refused, seed ${SEED}`);
  }, 3_600_000);
});

it('the database holds what it held before', async () => {
  expect(await dumpDatabase(database.url)).toEqual(before);
});
