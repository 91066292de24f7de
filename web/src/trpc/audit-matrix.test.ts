import { dumpDatabase, emptyAudit } from '@ntmobile/prisma/testing';
import { describe, expect, it, vi } from 'vitest';
import { changeLines } from '../features/audit/change-lines.ts';
import { NEW_PASSWORD, ROWS, SILENT } from './testing/audit-rows.ts';
import { type Call, people, setUpConsole } from './testing/console-in-use.ts';
import { NOW, PASSWORD, SOURCE } from './testing/people.ts';

vi.mock('server-only', () => ({}));

const { rootRouter } = await import('./root-router.ts');

setUpConsole();

/** Keys of answers that hold what only one person may know. */
const SECRET = /^(recoveryCodes|password|enrolmentString|base32)$/;

/** Every secret of an answer: those must not be in the audit. */
function secretsOf(answer: unknown, isSecret = false): string[] {
  if (typeof answer === 'string') return isSecret ? [answer] : [];
  if (answer === null || typeof answer !== 'object') return [];
  return Object.entries(answer).flatMap(([name, part]) => secretsOf(part, isSecret || SECRET.test(name)));
}

async function mutate(path: string, { by, input, from }: Call): Promise<unknown> {
  const procedure = path
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], await people.as(by, NOW, from));
  return (procedure as (input: unknown) => Promise<unknown>)(input);
}

it('knows every mutation', () => {
  const procedures = rootRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
  const mutations = Object.keys(procedures).filter((path) => procedures[path]?._def.type === 'mutation');
  expect([...Object.keys(ROWS), ...Object.keys(SILENT)].sort()).toEqual(mutations.sort());
});

describe.each(Object.entries(ROWS))('%s', (path, row) => {
  it(`is told once, as ${row.action}, with what was and what is, and without secrets`, async () => {
    const prepared = await row.prepare();
    await emptyAudit(people.prisma);
    const answer = await mutate(path, prepared);
    const [entry, ...besides] = await people.prisma.auditEntry.findMany({ orderBy: { id: 'asc' } });
    expect([entry]).toMatchObject([
      {
        at: NOW,
        action: row.action,
        actorKind: 'user',
        subjectKind: row.subject,
        subjectId: expect.stringMatching(/./),
        address: prepared.from ?? SOURCE.address,
        requestId: SOURCE.requestId,
      },
    ]);
    expect(besides.map(({ action }) => action)).toEqual(row.besides ?? []);
    const { before, after } = entry ?? {};
    expect({ before, after }).toEqual({ before: row.before, after: row.after });
    expect([before !== null, after !== null]).toEqual([row.kind !== 'made', row.kind !== 'gone']);
    // What the page of the audit shows of it.
    expect(changeLines(before, after).lines).not.toEqual([]);
    const told = JSON.stringify([before, after]);
    const known = [PASSWORD, NEW_PASSWORD, '$argon2', ...secretsOf(answer)];
    expect(known.filter((secret) => told.includes(secret))).toEqual([]);
  });
});

describe.each(Object.entries(SILENT))('%s', (path, row) => {
  it(`is not told: ${row.why}`, async () => {
    const prepared = await row.prepare();
    const { url } = people;
    const before = await dumpDatabase(url);
    await mutate(path, prepared);
    const after = await dumpDatabase(url);
    const touched = [...after].filter(([table, rows]) => String(rows) !== String(before.get(table)));
    expect(touched.map(([table]) => table)).toEqual(row.touches);
  });
});
