import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { dumpDatabase, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { repeatableNumbers } from '../../../shared/src/testing/hostile-input.ts';
import { consoleMetrics } from '../metrics/console-metrics.ts';
import { person } from './testing/person.ts';
import { acceptedInputs, type Place, places, valueAt, withKey, withValueAt } from './testing/wrong-inputs.ts';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
vi.mock('server-only', () => ({}));

const { call, procedures } = await import('./testing/caller.ts');

// Taking down where each of a million refusals happened would take most of the time.
Object.assign(Error, { stackTraceLimit: 0 });

/** `NTM_STRANGE_INPUTS=1000000 npx vitest run src/trpc/strange-input.test.ts` is the long run, some minutes. */
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

/** Samples with one to three values replaced by wrong ones, or with a key more anywhere among these. */
function strangeInputs(draw: () => number): () => { path: string; input: unknown } {
  const extras = fc.sample(fc.jsonValue({ maxDepth: 3 }), { numRuns: 1_000, seed: SEED });
  const oneOf = <Value>(values: readonly Value[]) => values[draw() % values.length] as Value;
  return () => {
    const { path, sample, place } = oneOf(targets);
    const value = valueAt(sample, place);
    if (draw() % 2 === 0) return { path, input: withValueAt(sample, place, oneOf(wrongValues(value))) };
    const whole = sample as object;
    const extended = withKey(whole, oneOf(keysBeside(whole)), oneOf(extras)) as object;
    const others = places(whole).filter((other) => other.length > 0);
    if (others.length === 0 || draw() % 2 === 0) return { path, input: extended };
    const other = oneOf(others);
    return { path, input: withValueAt(extended, other, oneOf(wrongValues(valueAt(extended, other)))) };
  };
}

/** What the router itself counted as refused at the door, of all procedures. */
async function refusedCalls(): Promise<number> {
  const counted = await consoleMetrics().registry.getSingleMetric('ntm_console_procedures_total')?.get();
  return (counted?.values ?? [])
    .filter(({ labels }) => labels.result === 'BAD_REQUEST')
    .reduce((sum, { value }) => sum + value, 0);
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

/** Says what was not refused only then: to write down each of a million, some of a megabyte, takes the most time. */
async function expectRefused(path: string, input: unknown): Promise<void> {
  const code = await codeOf(path, input);
  if (code !== 'BAD_REQUEST') expect.fail(`${path}: ${code} for ${JSON.stringify(input).slice(0, 200)}`);
}

describe('values of another kind, operators of a query builder and keys that nobody asked for', () => {
  const paths = [...new Set(targets.map(({ path }) => path))];
  it.each(paths)('%s refuses them all at its door', async (path) => {
    const inputs = targets.filter((target) => target.path === path).flatMap(wrongInputs);
    expect(inputs.length).toBeGreaterThan(0);
    for (const input of inputs) await expectRefused(path, input);
  });

  it(`are refused also nested and together, ${RUNS} times, and change nothing`, async () => {
    const strange = strangeInputs(repeatableNumbers(SEED));
    const refusedBefore = await refusedCalls();
    for (let count = 0; count < RUNS; count++) {
      const { path, input } = strange();
      await expectRefused(path, input);
    }
    const processed = (await refusedCalls()) - refusedBefore;
    console.info(`${processed} strange inputs refused, seed ${SEED}`);
    expect(processed).toBe(RUNS);
    expect(await dumpDatabase(database.url)).toEqual(before);
  }, 3_600_000);
});

it('the database holds what it held before', async () => {
  expect(await dumpDatabase(database.url)).toEqual(before);
});
