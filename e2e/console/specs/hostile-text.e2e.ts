import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { HostileDevice } from '../stack/hostile-device.ts';
import { insertNode, MINUTE_MS, reportConfig, seedNode, seedTelemetry, withDatabase } from '../stack/seed.ts';

/** Texts that would become markup, code, an address or a style where one was put into a page as it is. */
const TEXTS = [
  '"><x-pwned></x-pwned>',
  '<img src=x onerror=pwned=1>',
  '<script>pwned=1</script>',
  "'-alert(1)-'",
  '</script><svg/onload=alert(1)>',
  '{{constructor.constructor("alert(1)")()}}',
  'javascript:alert(1)//',
  '<iframe srcdoc="<script>parent.pwned=1</script>">',
  '<a data-pwned href=javascript:alert(1)>x</a>',
  '</title></textarea></style><x-pwned>',
  '<style>*{background:url(//elsewhere.example)}</style>',
  '<math><mi data-pwned xlink:href=javascript:alert(1)>',
  '</td></table><form data-pwned action=//elsewhere.example>',
  '&lt;x-pwned&gt;&#60;x-pwned&#62;',
] as const;

/** What a page did that no page may do. */
interface Seen {
  dialogs: number;
  violations: string[];
  foreign: string[];
}

async function watch(page: Page): Promise<Seen> {
  const seen: Seen = { dialogs: 0, violations: [], foreign: [] };
  page.on('dialog', (dialog) => {
    seen.dialogs += 1;
    return dialog.dismiss();
  });
  page.on('request', (request) => {
    const { host } = new URL(request.url());
    if (host !== new URL(page.url() === 'about:blank' ? request.url() : page.url()).host)
      seen.foreign.push(request.url());
  });
  await page.exposeFunction('violated', (what: string) => seen.violations.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      (window as unknown as { violated(what: string): void }).violated(
        `${violatedDirective} ${blockedURI} ${sample}`,
      ),
    );
  });
  return seen;
}

/** Elements and values that only the texts could have made. */
const made = (page: Page) =>
  page.evaluate(() => ({
    elements: document.querySelectorAll(
      'x-pwned, [data-pwned], iframe, img[src="x"], math, [onload], [onerror], a[href^="javascript:"]',
    ).length,
    ran: (window as unknown as { pwned?: number }).pwned ?? 0,
  }));

let devices: HostileDevice[];
let written: { nodeId: string; nodeIds: string[]; userId: string; pushId: number };
test.beforeAll(async () => {
  test.setTimeout(180_000);
  written = await withDatabase(writeEverywhere);
});
test.afterAll(async () => {
  for (const device of devices ?? []) await device.leave();
  // What did not begin has left nothing, and its failure says why.
  if (written === undefined) return;
  await withDatabase(async (prisma) => {
    // Gone for people, as when somebody deletes them; rows stay, since the seeds number theirs by them.
    const ours = { id: { in: [...written.nodeIds, ...(devices ?? []).map(({ id }) => id)] } };
    await prisma.node.updateMany({
      where: ours,
      data: { deletedAt: new Date(), name: null, virtualIpv4: null, virtualIpv6: null },
    });
    await prisma.user.deleteMany({ where: { id: written.userId } });
  });
});

/** Puts the texts where no boundary takes them today: a page does not rely on that. */
async function writeEverywhere(prisma: Parameters<Parameters<typeof withDatabase>[0]>[0]) {
  const text = (index: number) => TEXTS[index % TEXTS.length] as string;
  const node = await seedNode(prisma, `hostile-${Date.now()}`);
  await prisma.node.update({
    where: { id: node.id },
    data: {
      name: `${text(0)}${Date.now()}`,
      lastName: text(1),
      agent: text(2),
      platform: text(3),
      prefixes: [text(4)],
    },
  });
  await prisma.presence.update({ where: { nodeId: node.id }, data: { bootId: text(5) } });
  const nodeIds = [node.id];
  for (const [index, words] of TEXTS.entries()) {
    const peer = await insertNode(prisma, `${words}${Date.now()}`);
    nodeIds.push(peer.id);
    await prisma.tunnel.create({
      data: {
        nodeId: node.id,
        peerId: peer.id,
        state: 'noPath',
        route: words,
        reason: words,
        endpoint: words,
        since: new Date(),
        at: new Date(),
      },
    });
    await prisma.nodeEvent.create({
      data: {
        nodeId: node.id,
        bootId: words,
        sequence: BigInt(index),
        at: new Date(),
        kind: words,
        detail: { text: words, [words]: words, peer: words },
      },
    });
    await prisma.auditEntry.create({
      data: {
        actorKind: words,
        actorId: words,
        actorName: words,
        action: words,
        subjectKind: words,
        subjectId: words,
        before: { [words]: words },
        after: { [words]: [words, { [words]: words }] },
        address: words,
        requestId: words,
      },
    });
  }
  await seedTelemetry(prisma, { nodeId: node.id, from: Date.now() - 5 * MINUTE_MS, samples: 5 });
  await prisma.telemetrySample.updateMany({
    where: { boot: { nodeId: node.id } },
    data: { networkType: text(6) },
  });
  const admin = await prisma.user.findFirstOrThrow({ where: { username: 'admin' } });
  await prisma.userSession.createMany({
    data: TEXTS.map((words) => ({
      jti: crypto.randomUUID(),
      userId: admin.id,
      expiresAt: new Date(Date.now() + 60 * MINUTE_MS),
      address: words,
      userAgent: words,
    })),
  });
  const user = await prisma.user.create({
    data: {
      username: `${text(0)}${Date.now()}`,
      displayName: text(1),
      role: 'viewer',
      oidcIssuer: text(2),
      oidcSubject: text(3),
    },
  });
  const pushId = await writePush(prisma, { nodeIds: nodeIds.slice(1), by: admin.id });
  return { nodeId: node.id, nodeIds, userId: user.id, pushId };
}

/** One push to these nodes, none of which took it, each for a reason of its own words. */
async function writePush(
  prisma: Parameters<typeof writeEverywhere>[0],
  of: { nodeIds: readonly string[]; by: string },
): Promise<number> {
  const createdAt = new Date();
  for (const [index, nodeId] of of.nodeIds.entries()) {
    // The coordinator may have given it its first revision already.
    const hash = new Uint8Array(32).fill(index);
    await prisma.$executeRaw`
      INSERT INTO config_revisions
        (node_id, revision, sections, hash, envelope, issued_at, expires_at, created_at, created_by)
      VALUES (${nodeId}, 1, '{}', ${hash}, 'none', ${createdAt}, ${createdAt}, ${createdAt}, ${of.by}::uuid)
      ON CONFLICT (node_id, revision) DO UPDATE SET created_at = excluded.created_at, created_by = excluded.created_by`;
    await prisma.$executeRaw`
      INSERT INTO node_config_states (node_id, desired_revision) VALUES (${nodeId}, 1) ON CONFLICT DO NOTHING`;
    await reportConfig(prisma, { nodeId, status: 'failed', error: TEXTS[index] as string });
  }
  return createdAt.getTime();
}

test('what a device may say over HTTP and MQTT, and people may type, is taken and kept as text', async ({
  page,
  login,
}) => {
  test.setTimeout(180_000);
  await login.freshlyAs('admin');
  const call = (path: string, data: unknown) => page.request.post(`/api/trpc/${path}`, { data });
  const key = { kind: 'reusable', useLimit: null, expiresInHours: 1, approvalRequired: false };
  let invitation = '';
  for (const label of TEXTS) {
    const answer = await call('enrolment.createKey', { ...key, label });
    expect(answer.status(), label).toBe(200);
    invitation = (await answer.json()).result.data.enrolmentString;
  }
  for (const text of TEXTS) {
    const person = { password: 'walkers along the quiet river', role: 'viewer', oneTime: true };
    expect((await call('people.add', { ...person, username: text })).status(), text).toBe(400);
  }
  devices = await Promise.all(
    TEXTS.map((agent) => HostileDevice.admit(invitation, { agent, name: `${agent}till` })),
  );
  for (const { enrolment } of devices) expect(enrolment.name).toMatch(/^[a-z0-9][a-z0-9-]*$/);
  const [first, ...others] = devices;
  if (first === undefined) throw new Error('no device');
  await first.tellEvents(TEXTS);
  await first.tellTunnels(others.map(({ id }, index) => ({ peer: id, words: TEXTS[index] as string })));
  await withDatabase(async (prisma) => {
    await expect.poll(() => prisma.nodeEvent.count({ where: { nodeId: first.id } })).toBe(TEXTS.length);
    await expect.poll(() => prisma.tunnel.count({ where: { nodeId: first.id } })).toBe(others.length);
    const revision = () => prisma.configRevision.findFirst({ where: { nodeId: first.id } });
    await expect.poll(revision).not.toBeNull();
    const { revision: number = 0, hash = new Uint8Array() } = (await revision()) ?? {};
    await first.refuseConfig({ revision: number, hash: Buffer.from(hash).toString('hex'), error: TEXTS[1] });
    await expect
      .poll(() => prisma.configReport.count({ where: { nodeId: first.id, error: TEXTS[1] } }))
      .toBe(1);
  });
});

test('no page makes anything else of it than text', async ({ page, login }) => {
  test.setTimeout(300_000);
  await login.as('admin');
  // Only while this admin is signed in: who has a passkey needs it to come in.
  await withDatabase(writePasskeys);
  const seen = await watch(page);
  const nodes = [written.nodeId, devices[0]?.id ?? ''];
  const addresses = [
    ...['/', '/nodes', '/config', '/coordinators', '/enrol', '/audit', '/people', '/sessions', '/account'],
    `/config/pushes/${written.pushId}`,
    ...nodes.flatMap((id) =>
      ['', '?tab=traffic', '?tab=paths', '?tab=config', '?tab=events'].map((tab) => `/nodes/${id}${tab}`),
    ),
    ...TEXTS.slice(0, 3).flatMap((text) => {
      const words = encodeURIComponent(text);
      return [`/nodes?q=${words}`, `/nodes?state=${words}&sort=${words}`, `/audit?q=${words}`];
    }),
    ...TEXTS.slice(0, 1).flatMap((text) => {
      const words = encodeURIComponent(text);
      return [
        `/login?error=${words}&callbackUrl=${words}`,
        `/nodes/${words}`,
        `/config/pushes/${words}`,
        `/${words}`,
      ];
    }),
  ];
  const shown = new Map<string, number>();
  for (const address of addresses) {
    await page.goto(address);
    await expect(page.getByRole('heading').first()).toBeVisible();
    // What a page reads after it was opened is there too.
    await page.waitForTimeout(150);
    expect(await made(page), address).toEqual({ elements: 0, ran: 0 });
    const words = (await page.locator('body').textContent()) ?? '';
    shown.set(address, TEXTS.filter((text) => words.includes(text)).length);
  }
  expect(seen).toEqual({ dialogs: 0, violations: [], foreign: [] });
  // They were there to be made something of.
  for (const address of [
    '/enrol',
    '/audit',
    '/sessions',
    '/account',
    `/config/pushes/${written.pushId}`,
    `/nodes/${nodes[0]}?tab=paths`,
    `/nodes/${nodes[1]}?tab=paths`,
  ]) {
    expect(shown.get(address), address).toBeGreaterThanOrEqual(TEXTS.length - 2);
  }
  expect(shown.get('/people')).toBeGreaterThan(0);
  console.info(
    `${addresses.length} pages, ${[...shown.values()].reduce((sum, count) => sum + count)} texts shown as text`,
  );
});

/** Names of an admin's passkeys; nothing can sign with them. */
async function writePasskeys(prisma: Parameters<typeof writeEverywhere>[0]): Promise<void> {
  const { id: userId } = await prisma.user.findFirstOrThrow({ where: { username: 'admin' } });
  await prisma.passkey.createMany({
    data: TEXTS.map((name, index) => ({
      id: `hostile-${index}`,
      userId,
      name,
      publicKey: new Uint8Array(77),
      transports: [name],
    })),
  });
}

test.afterEach(() =>
  withDatabase(async (prisma) => {
    await prisma.passkey.deleteMany({ where: { id: { startsWith: 'hostile-' } } });
  }),
);

test('a text that did become markup would be noticed', async ({ browser, login, page }) => {
  await login.as('admin');
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const other = await context.newPage();
  const seen = await watch(other);
  await other.goto(`${process.env.E2E_BASE_URL}/nodes`);
  await other.evaluate((texts) => {
    for (const text of texts) document.body.insertAdjacentHTML('beforeend', text);
  }, TEXTS);
  await expect.poll(() => seen.violations.length).toBeGreaterThan(0);
  const { elements, ran } = await made(other);
  expect(elements).toBeGreaterThan(3);
  // The policy alone keeps it from running.
  expect([ran, seen.dialogs]).toEqual([0, 0]);
  await context.close();
});
