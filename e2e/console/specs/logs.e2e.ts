import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { connectAsync } from 'mqtt';
import { expect, test } from '../fixtures.ts';
import { type AccountPage, codeOf } from '../pages/account-page.ts';
import type { ConfigPage } from '../pages/config-page.ts';
import { isHome, type LoginPage } from '../pages/login-page.ts';
import { HostileDevice } from '../stack/hostile-device.ts';
import { installationSecrets } from '../stack/installation-secrets.ts';
import { rawRequest } from '../stack/raw-request.ts';
import { withDatabase } from '../stack/seed.ts';

const DIRECTORY = process.env.E2E_DATA_DIR;
const PERSON = { username: `logged-${Date.now()}`, password: 'planted: a password that is right' };
const WRONG = 'planted-for-every-way-that-fails';
/** What is held back of a kind is said within a second. */
const HELD_MS = 1_500;
const ERROR_LEVEL = 50;

/** How secrets look whose text no test kept. */
const SHAPES = [
  ...[/-----BEGIN [A-Z ]*PRIVATE KEY-----/, /\$argon2id?\$/, /\beyJ[\w-]{10,}\.[\w-]*\.[\w-]/],
  ...[/ntm:\/\/enrol\?/, /otpauth:\/\//, /session-token=[^"[]/, /postgres(ql)?:\/\/[^\s"'[]+:[^\s"']+@/],
];

/** Signs in as people with an authenticator app do; resolves with everything secret that was typed or shown. */
async function signInWithApp(page: Page, login: LoginPage, account: AccountPage): Promise<string[]> {
  const { username, password } = PERSON;
  await login.open();
  await login.try(username, WRONG);
  await expect(page.getByText('Name and password do not match.')).toBeVisible();
  // A password in the field of the name.
  await login.try(password, WRONG);
  await expect(page.getByText('Name and password do not match.')).toBeVisible();
  await login.try(username, password);
  await page.waitForURL(isHome);
  await account.open();
  const { secret, recoveryCodes } = await account.addSecondFactor();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  const first = await page.context().cookies();
  await login.signOut();
  await login.try(username, password);
  const code = codeOf(secret, Date.now() + 30_000);
  await page.getByLabel('Code of your authenticator app').fill(code);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL(isHome);
  const cookies = [...first, ...(await page.context().cookies())].filter(({ value }) => value.length > 20);
  return [password, secret, ...recoveryCodes, ...cookies.map(({ value }) => value)];
}

/** A device comes with a key, another with one that is none, and a third to the broker with a wrong password. */
async function enrol(invitation: string): Promise<HostileDevice> {
  const device = await HostileDevice.admit(invitation, { agent: 'test 1', name: PERSON.username });
  const forged = invitation.replace(/key=[^&]+/, `key=${randomBytes(30).toString('base64url')}`);
  await expect(HostileDevice.admit(forged, { agent: 'test 1' })).rejects.toThrow('not admitted');
  const { endpoint, caCertificate, serverName } = device.enrolment.broker;
  const refused = connectAsync(
    `mqtts://${endpoint}`,
    {
      ...{ protocolVersion: 5, reconnectPeriod: 0, ca: caCertificate, servername: serverName },
      ...{ clientId: device.id, username: device.id, password: WRONG },
    },
    false,
  );
  await expect(refused).rejects.toThrow();
  return device;
}

async function pushTo(device: HostileDevice, page: Page, config: ConfigPage): Promise<void> {
  await config.open();
  await config.field('Telemetry every').fill(String(100 + (Date.now() % 3_000)));
  await config.ensureCoordinator('192.0.2.78:3479');
  await config.button('Save draft').click();
  await expect(page.getByText(/^Draft of/)).toBeVisible();
  await config.open(`?push=${device.id}`);
  await config.confirmPush();
}

/** Requests that are refused or fail, each with its status, with secrets wherever a request has room for one. */
async function failEverywhere(base: string): Promise<void> {
  const json = { 'content-type': 'application/json' };
  const basic = `Basic ${Buffer.from(`admin:${WRONG}`).toString('base64')}`;
  for (const [expected, path, of] of [
    [401, '/metrics', { headers: { authorization: `Bearer ${WRONG}` } }],
    [401, '/metrics', { headers: { authorization: basic } }],
    [401, '/api/trpc/account.proveAgain', { method: 'POST', headers: json, body: `{"password":"${WRONG}"` }],
    [
      401,
      '/api/trpc/people.add',
      { method: 'POST', headers: json, body: JSON.stringify({ password: WRONG }) },
    ],
    [415, '/api/enrol', { method: 'POST', body: WRONG }],
    [302, '/api/auth/callback/credentials', { method: 'POST', body: `password=${WRONG}` }],
    [302, `/api/auth/callback/oidc?code=${WRONG}&state=${WRONG}`, {}],
    [404, `/%?password=${WRONG}`, { headers: { cookie: `__Host-next-auth.session-token=${WRONG}` } }],
  ] as const) {
    const { status } = await rawRequest(base, path, of);
    expect([path, status]).toEqual([path, expected]);
  }
}

function logs(): { file: string; lines: string[] }[] {
  const folder = join(DIRECTORY ?? '', 'logs');
  const files = readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  return files.map(({ file, text }) => ({ file, lines: text.split('\n').filter((line) => line !== '') }));
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const { level, time, msg } = JSON.parse(line);
    const whole = typeof level === 'number' && typeof time === 'number' && typeof msg === 'string';
    return whole ? JSON.parse(line) : undefined;
  } catch {
    return undefined;
  }
}

// After all others, over what the whole run had written down.
test('what the system wrote down while it was used and attacked is lines that parse, few of each kind, and no secret', async ({
  page,
  baseURL,
  login,
  people,
  account,
  enrol: enrolPage,
  config,
}) => {
  test.skip(
    DIRECTORY === undefined,
    'E2E_DATA_DIR is missing: the folder of the logs of the system under test',
  );
  test.setTimeout(120_000);
  await login.as('admin');
  await people.open();
  await people.add({ ...PERSON, role: 'operator' });
  await page.goto('about:blank');
  await page.context().clearCookies();
  const typed = await signInWithApp(page, login, account);
  await enrolPage.open();
  await enrolPage.make({ name: PERSON.username, atMost: 2 });
  const invitation = (await enrolPage.enrolmentString.textContent()) ?? '';
  const device = await enrol(invitation);
  await pushTo(device, page, config);
  await failEverywhere(baseURL ?? '');
  await device.leave();
  await new Promise((resolve) => setTimeout(resolve, HELD_MS));

  const written = logs();
  expect(written.map(({ file }) => file)).toEqual(expect.arrayContaining(['console.log', 'coordinator.log']));
  const secrets = [
    ...(await withDatabase((prisma) => installationSecrets(prisma, DIRECTORY ?? ''))),
    ...[...typed, WRONG, invitation, new URL(invitation).searchParams.get('key') ?? ''],
    ...[device.enrolment.broker.password, process.env.E2E_PROVIDER_SECRET ?? ''],
  ];
  expect(secrets.length).toBeGreaterThan(30);
  expect(secrets.filter((secret) => secret.length < 8)).toEqual([]);
  const faults: string[] = [];
  for (const { file, lines } of written) {
    const lastSaid = new Map<string, number>();
    for (const line of lines) {
      const event = parsed(line);
      if (event === undefined) faults.push(`${file} no event: ${line.slice(0, 200)}`);
      else if (!isRare(event, lastSaid)) faults.push(`${file} too often: ${line.slice(0, 200)}`);
      // Not the line itself, which would tell the secret once more.
      if (secrets.some((secret) => line.includes(secret)) || SHAPES.some((shape) => shape.test(line)))
        faults.push(`${file} a secret in: ${event?.msg}`);
    }
    console.log(`${file}: ${lines.length} lines`);
  }
  expect(faults).toEqual([]);
});

/** Whether an event comes a second after the last of its kind; failures that a person was shown an id of always may. */
function isRare(event: Record<string, unknown>, lastSaid: Map<string, number>): boolean {
  const { level, msg, error, reason, code, requestId } = event;
  if (requestId !== undefined && (level as number) >= ERROR_LEVEL) return true;
  const kind = `${level} ${msg} ${error ?? reason ?? code ?? (event.err as Error | undefined)?.message ?? ''}`;
  const since = (event.time as number) - (lastSaid.get(kind) ?? 0);
  lastSaid.set(kind, event.time as number);
  return since >= 990;
}
