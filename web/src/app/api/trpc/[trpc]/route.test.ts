import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { person } from '../../../../trpc/testing/person.ts';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
let prisma: PrismaClient;
const user = person('operator');
vi.mock('../../../../trpc/request-context.ts', () => ({
  requestContext: async () => ({ prisma, user, requestId: 'request', address: '192.0.2.1', now: new Date() }),
}));
const { GET, POST } = await import('./route.ts');

const CONSOLE = 'http://console.example';
const OWN = { host: 'console.example', origin: CONSOLE, 'sec-fetch-site': 'same-origin' };
const JSON_TYPE = { 'content-type': 'application/json' };

let database: TemporaryDatabase;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  await prisma.user.create({ data: { id: user.id, username: user.username, role: 'operator' } });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

const ends = () => prisma.auditEntry.count({ where: { action: 'session.others_revoked' } });

/** The status of a change that needs no input, and whether it was made. */
async function change(headers: Record<string, string>, body = '{}') {
  const before = await ends();
  const request = new Request(`${CONSOLE}/api/trpc/sessions.revokeOthers`, { method: 'POST', headers, body });
  const { status } = await POST(request);
  return [status, (await ends()) - before];
}

it('takes a change from a page of its own, as JSON', async () => {
  expect(await change({ ...OWN, ...JSON_TYPE })).toEqual([200, 1]);
});

it.each([
  ['another site', { ...OWN, ...JSON_TYPE, origin: 'http://elsewhere.example' }],
  ['a sister name', { ...OWN, ...JSON_TYPE, origin: 'http://wiki.example' }],
  ['another port', { ...OWN, ...JSON_TYPE, origin: `${CONSOLE}:8080` }],
  ['a sandboxed frame', { ...OWN, ...JSON_TYPE, origin: 'null' }],
  [
    'a page that the browser calls of the same site',
    { host: OWN.host, ...JSON_TYPE, 'sec-fetch-site': 'same-site' },
  ],
])('refuses a change from %s', async (_, headers) => {
  expect(await change(headers)).toEqual([403, 0]);
});

it.each([
  'text/plain',
  'text/plain; application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  '',
])('refuses a change whose type is %j', async (type) => {
  expect(await change({ ...OWN, 'content-type': type })).toEqual([415, 0]);
});

it('refuses a change of any length', async () => {
  expect(await change({ ...OWN, ...JSON_TYPE }, JSON.stringify('x'.repeat(262_144)))).toEqual([413, 0]);
});

it('takes a question that is too long for an address, of ten thousand nodes, only from a page of its own', async () => {
  const nodeIds = Array.from({ length: 10_000 }, (_, index) =>
    `${index}`.padStart(26, 'a').replaceAll(/[0189]/g, 'b'),
  );
  const ask = (headers: Record<string, string>) =>
    POST(
      new Request(`${CONSOLE}/api/trpc/config.previewPush?batch=1`, {
        method: 'POST',
        headers: { ...headers, ...JSON_TYPE },
        body: JSON.stringify({ 0: { target: { kind: 'nodes', nodeIds } } }),
      }),
    );
  const answer = await ask(OWN);
  expect(await answer.json()).toEqual([{ result: { data: null } }]);
  expect((await ask({ ...OWN, origin: 'http://elsewhere.example' })).status).toBe(403);
});

it('makes no change by a request that asks', async () => {
  const before = await ends();
  for (const address of ['sessions.revokeOthers', 'sessions.revokeOthers?batch=1&input=%7B%7D']) {
    const { status } = await GET(new Request(`${CONSOLE}/api/trpc/${address}`, { headers: OWN }));
    expect(status).toBe(405);
  }
  expect(await ends()).toBe(before);
});

it('answers eight calls of one request and no more', async () => {
  const batch = (count: number) =>
    GET(
      new Request(
        `${CONSOLE}/api/trpc/${Array(count).fill('realm.serverHealth').join(',')}?batch=1&input=%7B%7D`,
        {
          headers: OWN,
        },
      ),
    );
  expect((await batch(8)).status).toBe(200);
  expect((await batch(9)).status).toBe(400);
});
