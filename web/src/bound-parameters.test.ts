import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDERS = ['web/src', 'prisma/src'];

/** Parts of SQL that are put into its text, where no parameter can be: what they are, and from where. */
const REVIEWED: Readonly<Record<string, { readonly parts: readonly string[]; readonly why: string }>> = {
  'prisma/src/testing/database-dump.ts': {
    parts: ['client.escapeIdentifier(name)'],
    why: 'a table of the catalogue',
  },
  'prisma/src/testing/temporary-database.ts': { parts: ['name'], why: 'drawn hexadecimal' },
  'web/src/auth/prune/prune-rows.ts': { parts: ['table'], why: 'the list of the source' },
  'web/src/features/enrolment/admission/free-address.ts': {
    parts: ['column'],
    why: 'one of two columns by type',
  },
  'web/src/features/nodes/traffic/traffic-repository.ts': { parts: ['table'], why: 'a tier of the source' },
  'web/src/features/overview/traffic/fleet-traffic-repository.ts': {
    parts: ['of.tier.table'],
    why: 'a tier of the source',
  },
  'web/src/servers/ingest/boots.ts': {
    parts: ['column', 'numbers'],
    why: 'one of two records of the source',
  },
  'web/src/servers/ingest/tiers/partitions.ts': {
    parts: ['column', 'from', 'mode', 'name', 'partition', 'table', 'to'],
    why: 'names of the catalogue and instants that are formatted here',
  },
  'web/src/servers/ingest/tiers/roll-up-statement.ts': {
    parts: ['*'],
    why: 'made of the columns of the tiers only',
  },
  'web/src/servers/retention/rules.ts': {
    parts: ['most', 'most - 1', 'table', 'which'],
    why: 'the rules of the source',
  },
  'web/src/servers/rollout/sign-revisions.ts': {
    parts: ['channel', 'expires', 'issued'],
    why: 'numbers of parameters',
  },
  'web/src/servers/signalling/store/node-profiles.ts': {
    parts: ['condition'],
    why: 'one of two conditions of the source',
  },
};

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/(\.test\.|fixture)/.test(entry.name) ? [path] : [];
  });
}

const FILES = FOLDERS.flatMap(sources).map((path) => ({
  path: relative('.', path),
  text: readFileSync(join(ROOT, path), 'utf8'),
}));

/** SQL begins like this. */
const SQL =
  /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|LOCK|SET|LISTEN|NOTIFY|TRUNCATE|COPY|EXPLAIN|VALUES)\b/;
/** Their interpolations become parameters. */
const BINDS = /(\$queryRaw|\$executeRaw|Prisma\.sql|\bsql)(<[^`]*>)?$/;
/** Names of constants of the source, and the lists of columns that are made of them. */
const CONSTANT =
  /^([A-Z][A-Z0-9_]*(\.\w+|\[\w+\]|\.length( \+ \d)?)?|(columnNames|unnestColumns)\([A-Z_]+\))$/;

/** Template literals of a source, each with what stands before it. */
function templates(text: string): { before: string; body: string }[] {
  return [...text.matchAll(/`((?:[^`\\]|\\[\s\S])*)`/g)].map((match) => ({
    before: text.slice(Math.max(0, match.index - 300), match.index),
    body: match[1] ?? '',
  }));
}

/** What is put into the text of SQL without being bound, by file. */
function unbound({ text }: { text: string }): string[] {
  const inTemplates = templates(text)
    .filter(({ before, body }) => SQL.test(body) && !BINDS.test(before))
    .flatMap(({ body }) => [...body.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? ''))
    .filter((part) => !CONSTANT.test(part));
  const raw = [...text.matchAll(/Prisma\.raw\(([^)]*)\)/g)].map((match) => match[1] ?? '');
  return [...new Set([...inTemplates, ...raw])].sort();
}

it('nothing is put into the text of SQL but what was looked at', () => {
  const found = Object.fromEntries(
    FILES.map((file) => [file.path, unbound(file)] as const)
      .filter(([, parts]) => parts.length > 0)
      .map(([path, parts]) => [path, REVIEWED[path]?.parts[0] === '*' ? ['*'] : parts]),
  );
  expect(found).toEqual(
    Object.fromEntries(Object.entries(REVIEWED).map(([path, { parts }]) => [path, [...parts].sort()])),
  );
});

it('no query is made of texts that are put together', () => {
  const found = FILES.filter(({ text }) => /RawUnsafe\b|\.query\(\s*['"`][^'"`]*['"`]\s*\+/.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

it('sees what is not bound', () => {
  const put = (part: string) => ['$', `{${part}}`].join('');
  const sees = (before: string, sql: string) => unbound({ text: `${before}\`${sql}\`` });
  expect(sees('pool.query(', `SELECT a FROM b WHERE c = ${put('name')}`)).toEqual(['name']);
  expect(sees('prisma.$queryRaw', `SELECT a FROM ${put('Prisma.raw(order)')}`)).toEqual(['order']);
  expect(sees('prisma.$queryRaw<Row[]>', `SELECT a FROM b WHERE c = ${put('name')}`)).toEqual([]);
  expect(sees('pool.query(', `INSERT INTO a (${put('columnNames(COLUMNS)')}) SELECT $1`)).toEqual([]);
});
