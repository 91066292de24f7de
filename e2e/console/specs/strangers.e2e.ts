import { expect, test } from '../fixtures.ts';
import { PEOPLE } from '../people.ts';
import { cookiesOf, type RawAnswer, rawRequest } from '../stack/raw-request.ts';
import { appRoutes, procedureRoutes } from '../stack/routes.ts';
import { ensureRealm, seedNode, withDatabase } from '../stack/seed.ts';
import { startWithoutProxy } from '../stack/without-proxy.ts';

/** What no stranger may read, by the name of what it is. */
let secrets: ReadonlyMap<string, string>;
let nodeId: string;
let withoutProxy: Awaited<ReturnType<typeof startWithoutProxy>>;

test.beforeAll(async () => {
  await withDatabase(async (prisma) => {
    await ensureRealm(prisma);
    const node = await seedNode(prisma, `unseen-${Date.now()}`);
    nodeId = node.id;
    const [nodes, users, sessions] = await Promise.all([
      prisma.node.findMany({ select: { id: true, lastName: true, virtualIpv4: true } }),
      prisma.user.findMany({
        where: { username: { not: PEOPLE.admin.username } },
        select: { id: true, username: true },
      }),
      prisma.userSession.findMany({ select: { jti: true } }),
    ]);
    const texts = new Map([
      ...nodes.flatMap((row) =>
        [row.id, row.lastName, row.virtualIpv4 ?? row.id].map((text) => [text, 'node'] as const),
      ),
      ...users.flatMap((row) => [row.id, row.username].map((text) => [text, 'person'] as const)),
      ...sessions.map((row) => [row.jti, 'session'] as const),
    ]);
    // Shorter ones are in any page by chance.
    secrets = new Map([...texts].filter(([text]) => text.length >= 5));
  });
  withoutProxy = await startWithoutProxy();
});
test.afterAll(async () => withoutProxy?.stop());

/** A header by which some layer was once made to believe that another had looked already. */
const HEADERS: readonly Record<string, string>[] = [
  {},
  ...['middleware', 'src/middleware', 'proxy', 'src/proxy', 'pages/_middleware'].map((name) => ({
    'x-middleware-subrequest': Array(5).fill(name).join(':'),
  })),
  { 'x-nextjs-data': '1' },
  { 'x-middleware-next': '1', 'x-middleware-rewrite': '/nodes' },
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1' },
  ...['/_tree', '/_full', '/_index', '/nodes/__PAGE__'].map((segment) => ({
    rsc: '1',
    'next-router-prefetch': '1',
    'next-router-segment-prefetch': segment,
  })),
  {
    rsc: '1',
    'next-router-state-tree': encodeURIComponent('["",{"children":["(console)",{},null,"refetch"]}]'),
  },
  { 'x-invoke-path': '/nodes', 'x-invoke-status': '200', 'x-matched-path': '/nodes' },
  { 'x-original-url': '/nodes', 'x-rewrite-url': '/nodes', 'x-forwarded-uri': '/nodes' },
  { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', 'x-forwarded-host': 'localhost' },
  { authorization: 'Bearer admin' },
  { cookie: 'ntm.session=eyJhbGciOiJub25lIn0.eyJzaWQiOiJhZG1pbiJ9.' },
  { cookie: '__Host-ntm.session=x; next-auth.session-token=x; __prerender_bypass=x; __next_preview_data=x' },
  { 'x-prerender-revalidate': 'x', 'x-nextjs-cache': 'HIT', purpose: 'prefetch' },
];

/** The same address, written so that one layer may read it otherwise than the next. */
function spellings(path: string, id: string): string[] {
  const bare = path === '/' ? '/index' : path;
  return [
    ...[
      `/${path}`,
      `//${path}`,
      `${path}//`,
      `/.${path}`,
      `/%2e%2e${path}`,
      `/x/..${path}`,
      `/login/..${path}`,
    ],
    ...[
      `${bare}.rsc`,
      `${bare}.txt`,
      `${bare}.json`,
      `${bare}.segments/_tree.segment.rsc`,
      `${bare}/__PAGE__`,
    ],
    ...[
      `/_next/data/build${bare}.json`,
      `/_next/data/build${bare}.rsc`,
      `/_next/image?url=${path}&w=64&q=75`,
    ],
    ...[`/en${path}`, `/en-US${path}`, `/default${path}`, `/(console)${path}`, `/%28console%29${path}`],
    ...[
      `${path};x=1`,
      `${path};.css`,
      `${path}%2f`,
      `${path}%3b`,
      `${path}%00`,
      `${path}%0d%0ax:y`,
      `${path}%23`,
    ],
    ...[
      `${path}?_rsc=1`,
      `${path}?__nextLocale=en`,
      `${path}?__nextDataReq=1`,
      `${path}?nxtPid=${id}&id=${id}`,
    ],
    ...[path.toUpperCase(), path.replace(/\/(.)/g, (_, letter) => `/%${letter.charCodeAt(0).toString(16)}`)],
    ...[path.replaceAll('/', '\\'), path.replaceAll('/', '%5c'), path.replaceAll('/', '%2f')],
  ];
}

const filled = (address: string) =>
  address
    .replace('[...nextauth]', 'session')
    .replace('[trpc]', 'nodes.list')
    .replace('/nodes/[id]', `/nodes/${nodeId}`)
    .replace('[id]', '1');

function addresses(): string[] {
  return [...new Set(appRoutes().map(filled))];
}

/** What of the secrets is in an answer; a stranger's own words that come back are not taken for one. */
function leaks(answer: RawAnswer, sent: string): string[] {
  const heard = answer.whole;
  return [...secrets].flatMap(([text, kind]) =>
    heard.includes(text) && !sent.includes(text) ? [`${kind} ${text}`] : [],
  );
}

const PARTS = 6;

/**
 * Every page meets a part of the ways and every way a part of the pages, other ones without the proxy;
 * `NTM_HOSTILE=whole` tries all with all.
 */
function takes(page: number, way: number, offset: number): boolean {
  return process.env.NTM_HOSTILE === 'whole' || (page + way + offset) % PARTS === 0;
}

/** Runs through what is to be asked, some at a time. */
async function all<T>(items: readonly T[], ask: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await ask(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** A procedure, asked for in the ways of which one might reach it past the check. */
function callsOf(path: string, input: string): [string, Parameters<typeof rawRequest>[2]?][] {
  const address = `/api/trpc/${path}`;
  const events = { accept: 'text/event-stream', 'last-event-id': '1' };
  const one = encodeURIComponent(JSON.stringify({ 0: { nodeId } }));
  return [
    [`${address}?input=${input}`],
    [address, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }],
    [`${address}?batch=1&input=${one}`],
    [`${address},setup.createFirstAdmin?batch=1&input=%7B%7D`],
    [`${address}?input=${input}`, { headers: events }],
    [
      `${address}?input=${input}`,
      { headers: { 'x-middleware-subrequest': Array(5).fill('proxy').join(':') } },
    ],
    [`/api/trpc//${path}?input=${input}`],
    [`/api/trpc/${path.replace('.', '%2e')}?input=${input}`],
    [`/api/trpc/${path.replace('.', '/')}?input=${input}`],
    [`${address};x?input=${input}`],
  ];
}

for (const layer of ['with the proxy', 'without the proxy'] as const) {
  const offset = layer === 'with the proxy' ? 0 : 3;
  const base = () => (layer === 'with the proxy' ? (process.env.E2E_BASE_URL ?? '') : withoutProxy.base);

  test(`a stranger reads nothing of any page, ${layer}`, async () => {
    test.setTimeout(300_000);
    const found: string[] = [];
    const statuses = new Map<number, number>();
    const requests = addresses().flatMap((path, page) =>
      [
        ...HEADERS.map((headers) => ({ path, headers })),
        ...spellings(path, nodeId).map((spelled) => ({ path: spelled, headers: {} })),
      ].filter((_, way) => way === 0 || takes(page, way, offset)),
    );
    await all(requests, async ({ path, headers }) => {
      const answer = await rawRequest(base(), path, { headers });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const told = leaks(answer, `${path}${JSON.stringify(headers)}`);
      if (told.length > 0 || answer.status >= 500) {
        found.push(`${path} ${JSON.stringify(headers)}: ${answer.status} ${told.join(', ')}`);
      }
    });
    console.info(`${requests.length} requests ${layer}: ${JSON.stringify(Object.fromEntries(statuses))}`);
    expect(found).toEqual([]);
  });

  test(`a stranger calls no procedure, ${layer}`, async () => {
    test.setTimeout(300_000);
    const input = encodeURIComponent(JSON.stringify({ nodeId, id: nodeId, search: '' }));
    const found: string[] = [];
    const procedures = (await procedureRoutes()).filter(({ path }) => path !== 'setup.createFirstAdmin');
    expect(procedures.length).toBeGreaterThan(40);
    const calls = procedures.flatMap(({ path }, index) =>
      callsOf(path, input).filter((_, way) => way === 0 || takes(index, way, offset)),
    );
    await all(calls, async ([address, of]) => {
      const answer = await rawRequest(base(), address, of);
      const told = leaks(answer, address);
      // A subscription says in its stream that it is refused.
      const refused = answer.status >= 300 || answer.body.includes('event: serialized-error');
      if (told.length > 0 || !refused || answer.status >= 500) {
        found.push(`${address}: ${answer.status} ${told.join(', ')}`);
      }
    });
    console.info(`${calls.length} calls ${layer}`);
    expect(found).toEqual([]);
  });

  test(`the same addresses tell an admin, so that the search above could find it, ${layer}`, async () => {
    const cookie = await cookiesOf(base(), PEOPLE.admin);
    for (const path of ['/nodes', `/nodes/${nodeId}`, '/people', '/api/trpc/nodes.list?input=%7B%7D']) {
      const answer = await rawRequest(base(), path, { headers: { cookie } });
      expect(answer.status, path).toBe(200);
      expect(leaks(answer, ''), path).not.toEqual([]);
    }
  });
}

test('the console without the proxy really has none', async () => {
  const heads = (base: string) => rawRequest(base, '/login').then(({ headers }) => headers);
  expect((await heads(process.env.E2E_BASE_URL ?? ''))['x-request-id']).toBeDefined();
  const bare = await heads(withoutProxy.base);
  expect(bare['x-request-id']).toBeUndefined();
  expect(bare['content-security-policy']).toContain("script-src 'self'");
});
