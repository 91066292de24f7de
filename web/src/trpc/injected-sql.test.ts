import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { dumpDatabase, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
vi.mock('server-only', () => ({}));

const { call, person } = await import('./testing/caller.ts');
const { formatCursor } = await import('../features/nodes/list/cursor.ts');

/** Text that would end a literal, add a condition, another statement or a wait, by the kinds that scanners try. */
const TEXTS = [
  ...[
    "'",
    "''",
    '"',
    "\\'",
    '`',
    '$$',
    '$1',
    '--',
    ';',
    '/*',
    '*/',
    '%',
    '_',
    '\\',
    '0x27',
    '%27',
    '%2527',
    '＇',
    'ʼ',
  ],
  ...[
    "' OR '1'='1",
    "' OR 1=1--",
    "') OR ('1'='1",
    "' OR true) --",
    '" OR ""="',
    '1 OR 1=1',
    "a' OR 'a' LIKE '%",
  ],
  ...[
    "' AND 1=2--",
    "' AND (SELECT 1)=1--",
    "' AND ascii(substr((SELECT username FROM users LIMIT 1),1,1))>64--",
  ],
  ...[
    "' UNION SELECT NULL--",
    "' UNION ALL SELECT id,username,password_hash FROM users--",
    "x') UNION SELECT 1--",
  ],
  ...[
    "'; SELECT pg_sleep(5)--",
    "' || pg_sleep(5)--",
    "' AND 1=(SELECT 1 FROM pg_sleep(5))--",
    "';SELECT pg_sleep(5);--",
  ],
  ...[
    "'; DROP TABLE nodes; --",
    "'; DELETE FROM users--",
    "'; UPDATE users SET role='admin'--",
    "'; COPY users TO '/tmp/x'--",
  ],
  ...[
    "' AND 1=CAST((SELECT version()) AS int)--",
    "' AND 1=CAST(chr(126)||version() AS numeric)--",
    "' AND extractvalue(1,1)--",
  ],
  ...[
    "'||(SELECT password_hash FROM users LIMIT 1)||'",
    "'+(SELECT 1)+'",
    '$$;SELECT 1;$$',
    "E'\\\\'; SELECT 1--",
    "U&'\\0027'",
  ],
  ...[
    "' ORDER BY 99--",
    "' GROUP BY 1 HAVING 1=1--",
    "' LIMIT 0 OFFSET 1--",
    'name; SELECT 1',
    'name, (SELECT 1)',
    'name DESC--',
  ],
  ...[
    "'; SET ROLE postgres--",
    "'; LISTEN x--",
    "'; DO $x$ BEGIN PERFORM 1; END $x$--",
    "'/**/OR/**/1=1",
    "' oR 1=1--",
  ],
] as const;

let database: TemporaryDatabase;
let prisma: PrismaClient;
const admin = person('admin');
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  await prisma.user.create({
    data: { username: 'somebody', role: 'admin', passwordHash: 'hash-of-somebody' },
  });
  for (let count = 0; count < 3; count++) {
    const name = `till-${count}`;
    const id = name
      .replace('-', '')
      .replace(/\d/, (digit) => 'abc'[Number(digit)] as string)
      .padEnd(26, 'a');
    await prisma.node.create({
      data: { id, name, lastName: name, staticKey: Buffer.from(id.padEnd(32, 'x')) },
    });
  }
  await prisma.auditEntry.create({
    data: { actorKind: 'user', actorId: 'a', actorName: 'ops', action: 'node.deleted' },
  });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

const asked = (path: string, input: unknown) => call({ prisma, user: admin }, path, input);

it('a search finds the text that was typed and nothing else, whatever SQL it looks like', async () => {
  const before = await dumpDatabase(database.url);
  for (const text of TEXTS) {
    const begun = performance.now();
    for (const [path, count] of [
      ['nodes.list', (answer: { items: unknown[] }) => answer.items.length],
      ['nodes.export', (answer: { rows?: unknown[] }) => answer.rows?.length ?? 0],
      ['nodes.matchingIds', (answer: { ids: unknown[] }) => answer.ids.length],
      ['nodes.find', (answer: { nodes: unknown[] }) => answer.nodes.length],
      ['audit.list', (answer: { entries: unknown[] }) => answer.entries.length],
    ] as const) {
      const outcome = await asked(path, { search: text });
      if ('refused' in outcome) expect(outcome.refused, `${path} ${text}`).toBe('BAD_REQUEST');
      else expect((count as (answer: unknown) => number)(outcome.answer), `${path} ${text}`).toBe(0);
    }
    expect(performance.now() - begun, text).toBeLessThan(4_500);
  }
  expect(await dumpDatabase(database.url)).toEqual(before);
});

it('an order, a place in a list or an id that is SQL is refused, or stands for itself', async () => {
  const before = await dumpDatabase(database.url);
  for (const text of TEXTS) {
    for (const [path, input] of [
      ['nodes.list', { sort: text }],
      ['nodes.list', { states: [text] }],
      ['nodes.list', { cursor: text }],
      ['nodes.list', { sort: 'seen', cursor: formatCursor({ key: text, id: text }) }],
      ['nodes.events', { nodeId: 'a'.repeat(26), cursor: text }],
      ['audit.list', { cursor: text }],
      ['nodes.get', { nodeId: text }],
      ['enrolment.revokeKey', { id: text }],
      ['enrolment.suspendKeyNodes', { id: text }],
      ['people.resetPassword', { id: text }],
      ['sessions.revoke', { id: text }],
      ['config.previewPush', { target: { kind: 'nodes', nodeIds: [text] } }],
      ['overview.traffic', { range: text }],
    ] as const) {
      const outcome = await asked(path, input);
      expect('refused' in outcome ? outcome.refused : 'answered', `${path} ${text}`).toMatch(
        /^(BAD_REQUEST|NOT_FOUND)$/,
      );
    }
    const byName = await asked('nodes.list', { sort: 'name', cursor: formatCursor({ key: text, id: text }) });
    expect(JSON.stringify(byName)).not.toContain('hash-of-somebody');
  }
  expect(await dumpDatabase(database.url)).toEqual(before);
});

it('the searches above do find what is there', async () => {
  expect(await asked('nodes.find', { search: 'till' })).toMatchObject({ answer: { matching: 3 } });
  expect(await asked('audit.list', { search: 'deleted' })).toMatchObject({ answer: { entries: [{}] } });
});
