import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { PEOPLE } from '../people.ts';
import config from '../playwright.config.ts';
import { rawRequest } from '../stack/raw-request.ts';
import { secondConsoleObstacle, startSecondConsole } from '../stack/second-console.ts';
import { withDatabase } from '../stack/seed.ts';

/** One site: the console is one of its names, the attacker has another one and another port of the same. */
const CONSOLE = 'console.fleet.test';
const SISTER = 'wiki.fleet.test';
const ELSEWHERE = 'elsewhere.example';

const launch = config.use?.launchOptions ?? {};
test.use({
  launchOptions: {
    ...launch,
    args: [
      ...(launch.args ?? []),
      `--host-resolver-rules=MAP *.fleet.test 127.0.0.1, MAP ${ELSEWHERE} 127.0.0.1`,
    ],
  },
});

/** Address of a console that has that name, and its port. */
let console_: string;
let port: string;
const KEY = {
  label: 'made by another site',
  kind: 'oneOff',
  useLimit: null,
  expiresInHours: 1,
  approvalRequired: false,
};

/** A way of another page to make a browser send something to the console with the cookies that it has for it. */
interface Attack {
  readonly name: string;
  /** Runs in the attacker's page; `to` is a changing procedure, `json` what it takes. */
  readonly run: (of: { to: string; json: string }) => Promise<unknown> | undefined;
}

const ATTACKS: readonly Attack[] = [
  {
    name: 'a form, url-encoded',
    run: ({ to, json }) => {
      const form = Object.assign(document.createElement('form'), {
        method: 'post',
        action: to,
        target: 'sink',
      });
      form.append(Object.assign(document.createElement('input'), { name: 'json', value: json }));
      document.body.append(form);
      form.submit();
      return undefined;
    },
  },
  {
    name: 'a form as multipart',
    run: ({ to, json }) => {
      const form = Object.assign(document.createElement('form'), {
        method: 'post',
        action: to,
        target: 'sink',
        enctype: 'multipart/form-data',
      });
      form.append(Object.assign(document.createElement('input'), { name: '0', value: json }));
      document.body.append(form);
      form.submit();
      return undefined;
    },
  },
  {
    name: 'a form whose plain text is JSON',
    run: ({ to, json }) => {
      const form = Object.assign(document.createElement('form'), {
        method: 'post',
        action: to,
        target: 'sink',
        enctype: 'text/plain',
      });
      const [head, tail] = [`${json.slice(0, -1)},"x":"`, '"}'];
      form.append(Object.assign(document.createElement('input'), { name: head, value: tail }));
      document.body.append(form);
      form.submit();
      return undefined;
    },
  },
  {
    name: 'a form that asks by GET',
    run: ({ to, json }) => {
      const form = Object.assign(document.createElement('form'), {
        method: 'get',
        action: to,
        target: 'sink',
      });
      form.append(Object.assign(document.createElement('input'), { name: 'input', value: json }));
      document.body.append(form);
      form.submit();
      return undefined;
    },
  },
  {
    name: 'a whole-page form that leaves the attacker',
    run: ({ to, json }) => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action: to });
      form.append(Object.assign(document.createElement('input'), { name: 'json', value: json }));
      document.body.append(form);
      form.submit();
      return undefined;
    },
  },
  {
    name: 'fetch without CORS, plain text',
    run: ({ to, json }) => fetch(to, { method: 'POST', mode: 'no-cors', credentials: 'include', body: json }),
  },
  {
    name: 'fetch without CORS, octets without a type',
    run: ({ to, json }) =>
      fetch(to, { method: 'POST', mode: 'no-cors', credentials: 'include', body: new Blob([json]) }),
  },
  {
    name: 'fetch as JSON, which asks the console first',
    run: ({ to, json }) =>
      fetch(to, {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': 'application/json' },
        body: json,
      }),
  },
  {
    name: 'fetch with a JSON type hidden in a plain one',
    run: ({ to, json }) =>
      fetch(to, {
        method: 'POST',
        mode: 'no-cors',
        credentials: 'include',
        headers: { 'content-type': 'text/plain; application/json' },
        body: json,
      }),
  },
  {
    name: 'fetch by PUT with a method to take instead',
    run: ({ to, json }) =>
      fetch(`${to}?_method=POST`, {
        method: 'PUT',
        credentials: 'include',
        headers: { 'x-http-method-override': 'POST' },
        body: json,
      }),
  },
  {
    name: 'a batch in the address',
    run: ({ to, json }) =>
      fetch(`${to}?batch=1&input=${encodeURIComponent(`{"0":${json}}`)}`, {
        mode: 'no-cors',
        credentials: 'include',
      }),
  },
  {
    name: 'a beacon of JSON',
    run: async ({ to, json }) => navigator.sendBeacon(to, new Blob([json], { type: 'application/json' })),
  },
  {
    name: 'a beacon of text',
    run: async ({ to, json }) => navigator.sendBeacon(to, json),
  },
  {
    name: 'an image',
    run: ({ to, json }) => {
      const image = new Image();
      const loaded = new Promise((resolve) => {
        image.onload = resolve;
        image.onerror = resolve;
      });
      image.src = `${to}?input=${encodeURIComponent(json)}`;
      return loaded;
    },
  },
  {
    name: 'a script',
    run: ({ to, json }) => {
      const script = document.createElement('script');
      const loaded = new Promise((resolve) => {
        script.onload = resolve;
        script.onerror = resolve;
      });
      script.src = `${to}?input=${encodeURIComponent(json)}`;
      document.body.append(script);
      return loaded;
    },
  },
  {
    name: 'a frame',
    run: ({ to, json }) => {
      const frame = document.createElement('iframe');
      const loaded = new Promise((resolve) => {
        frame.onload = resolve;
      });
      frame.src = `${to}?input=${encodeURIComponent(json)}`;
      document.body.append(frame);
      return loaded;
    },
  },
  {
    name: 'a form of a sandboxed frame, whose origin is null',
    run: ({ to, json }) => {
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts allow-forms');
      const text = json.replaceAll('"', '&quot;');
      frame.srcdoc = `<form method=post enctype=text/plain action="${to}"><input name="${text}"></form><script>document.forms[0].submit()</script>`;
      document.body.append(frame);
      return new Promise((resolve) => setTimeout(resolve, 200));
    },
  },
  {
    name: 'a web socket',
    run: ({ to, json }) =>
      new Promise((resolve) => {
        const socket = new WebSocket(to.replace('http', 'ws'));
        socket.onopen = () => socket.send(json);
        socket.onclose = resolve;
        socket.onerror = resolve;
      }),
  },
  {
    name: 'a stream of events',
    run: ({ to, json }) =>
      new Promise((resolve) => {
        const source = new EventSource(`${to}?input=${encodeURIComponent(json)}`, { withCredentials: true });
        source.onerror = () => resolve(source.close());
      }),
  },
  {
    name: 'a link that is followed',
    run: ({ to, json }) => {
      const link = Object.assign(document.createElement('a'), {
        href: `${to}?input=${encodeURIComponent(json)}`,
        target: 'sink',
      });
      document.body.append(link);
      link.click();
      return undefined;
    },
  },
];

let attacker: Server;
let named: Awaited<ReturnType<typeof startSecondConsole>> | undefined;
test.beforeAll(async () => {
  test.skip(secondConsoleObstacle() !== undefined, secondConsoleObstacle());
  named = await startSecondConsole(CONSOLE);
  console_ = named.url;
  port = new URL(console_).port;
  attacker = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>harmless</title><iframe name="sink"></iframe>');
  });
  await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve));
});
test.afterAll(async () => {
  await named?.stop();
  attacker?.closeAllConnections();
  await new Promise((resolve) => (attacker ? attacker.close(resolve) : resolve(undefined)));
});

async function signIn(page: Page): Promise<void> {
  await page.goto(`${console_}/login`);
  await page.getByLabel('Name').fill(PEOPLE.operator.username);
  await page.getByLabel('Password', { exact: true }).fill(PEOPLE.operator.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/');
}

/** Opens the attacker's page. Where an attack left it, a navigation of its own may get in the way for a moment. */
async function come(page: Page, url: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const came = await page.goto(url, { timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (came) return;
    expect(tries).toBeLessThan(10);
    await page.waitForTimeout(200);
  }
}

/** All that a change of these would leave. */
const state = () =>
  withDatabase(async (prisma) => ({
    keys: await prisma.enrolmentKey.count(),
    ended: await prisma.userSession.count({ where: { revokedAt: { not: null } } }),
    changes: await prisma.auditEntry.count({ where: { action: { not: 'session.started' } } }),
  }));

for (const [where, origin] of [
  ['a sister name of the same site', () => `http://${SISTER}:${(attacker.address() as AddressInfo).port}`],
  ['another port of the same name', () => `http://${CONSOLE}:${(attacker.address() as AddressInfo).port}`],
  ['another site', () => `http://${ELSEWHERE}:${(attacker.address() as AddressInfo).port}`],
] as const) {
  test(`nothing that a page of ${where} makes a browser send changes anything`, async ({ page }) => {
    test.setTimeout(240_000);
    await signIn(page);
    const before = await state();
    const sent: string[] = [];
    page.context().on('request', (request) => {
      if (request.url().startsWith(`${console_}/api/`))
        sent.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    for (const { run } of ATTACKS) {
      await come(page, origin());
      for (const [procedure, input] of [
        ['sessions.revokeOthers', {}],
        ['enrolment.createKey', KEY],
      ] as const) {
        const of = { to: `${console_}/api/trpc/${procedure}`, json: JSON.stringify(input) };
        await page.evaluate(run, of).catch(() => undefined);
      }
      // What was sent is on its way before the page is left.
      await page.waitForTimeout(60);
    }
    await expect.poll(() => sent.length).toBeGreaterThan(ATTACKS.length);
    await page.waitForTimeout(500);
    expect(await state()).toEqual(before);
    console.info(
      `${ATTACKS.length} ways from ${where}: ${sent.length} requests reached for the console, 0 changes`,
    );
  });
}

test('nor does another site sign the browser in or out', async ({ page }) => {
  await signIn(page);
  const before = await state();
  for (const path of ['signout', 'callback/credentials', 'signin/oidc']) {
    await page.goto(`http://${SISTER}:${(attacker.address() as AddressInfo).port}`);
    await page.evaluate((to) => {
      const form = Object.assign(document.createElement('form'), {
        method: 'post',
        action: to,
        target: 'sink',
      });
      document.body.append(form);
      form.submit();
    }, `${console_}/api/auth/${path}`);
    await page.waitForTimeout(300);
  }
  expect(await state()).toEqual(before);
  await page.goto(`${console_}/nodes`);
  await expect(page).toHaveURL(`${console_}/nodes`);
});

test('the same request from a page of the console does change something, so that the attacks above could', async ({
  page,
}) => {
  await signIn(page);
  const before = await state();
  const status = await page.evaluate(async (json) => {
    const answer = await fetch('/api/trpc/enrolment.createKey', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: json,
    });
    return answer.status;
  }, JSON.stringify(KEY));
  expect(status).toBe(200);
  expect((await state()).keys).toBe(before.keys + 1);
});

test('a name that its owner leads to the console opens nothing, though its page is of the same origin', async ({
  page,
}) => {
  const led = `${ELSEWHERE}:${port}`;
  const answer = await page.goto(`http://${led}/login`);
  expect(answer?.status()).toBe(421);
  await expect(page.locator('body')).toContainText('NTM_CONSOLE_URL');
  // What a browser sends for a page that came before the name led here.
  const sent = await rawRequest(`http://127.0.0.1:${port}`, '/api/trpc/setup.createFirstAdmin', {
    method: 'POST',
    headers: {
      host: led,
      origin: `http://${led}`,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ username: 'mallory', password: 'gravel owl seven kettles' }),
  });
  expect(sent.status).toBe(421);
});

test('a program that says such a name is refused, and one that says loopback is answered', async () => {
  const asked = (host: string) => rawRequest(`http://127.0.0.1:${port}`, '/login', { headers: { host } });
  expect((await asked(`${ELSEWHERE}:${port}`)).status).toBe(421);
  expect((await asked(`${SISTER}:${port}`)).status).toBe(421);
  expect((await asked(`${CONSOLE}:${port}`)).status).toBe(200);
  expect((await asked(`127.0.0.1:${port}`)).status).toBe(200);
});
