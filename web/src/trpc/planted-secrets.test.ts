import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { dumpDatabase, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { parseEnrolmentString } from '@ntmobile/shared/enrolment';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { hashPassword } from '../auth/password.ts';
import { brokerPassword } from '../keys/broker-password.ts';
import { createMissingKeys } from '../keys/create-missing-keys.ts';
import { makeRealm } from './testing/make-realm.ts';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
vi.mock('server-only', () => ({}));

const { call, person } = await import('./testing/caller.ts');

const KEYS = 120;
const PEOPLE = 4;

let directory: string;
let database: TemporaryDatabase;
let prisma: PrismaClient;
/** What only its owner may know, as text or bytes. */
const secrets: (string | Uint8Array)[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ntm-secrets-'));
  await createMissingKeys(directory, 'ntm.internal', new Date());
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  vi.stubEnv('NTM_DATA_DIR', directory);
  vi.stubEnv('DATABASE_URL', database.url);
  await makeRealm(prisma);
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
  await rm(directory, { recursive: true, force: true });
});

async function answered<T>(user: ReturnType<typeof person>, path: string, input: unknown): Promise<T> {
  const outcome = await call({ prisma, user }, path, input);
  if ('refused' in outcome) throw new Error(`${path} was refused: ${outcome.refused}`);
  return outcome.answer as T;
}

/** Everything by which somebody proves who they are is made as in life, and its owner's copy kept. */
async function plant(): Promise<void> {
  const own = 'walkers along the quiet river 0';
  const made = await prisma.user.create({
    data: { username: 'admin', role: 'admin', passwordHash: await hashPassword(own) },
  });
  const admin = person('admin', made.id);
  secrets.push(own);
  for (let count = 0; count < KEYS; count++) {
    const key = {
      label: `key ${count}`,
      kind: 'oneOff',
      useLimit: null,
      expiresInHours: 1,
      approvalRequired: false,
    };
    const { enrolmentString } = await answered<{ enrolmentString: string }>(
      admin,
      'enrolment.createKey',
      key,
    );
    secrets.push(parseEnrolmentString(enrolmentString).secret);
  }
  for (let count = 1; count <= PEOPLE; count++) {
    const password = `walkers along the quiet river ${count}`;
    const given = { username: `person-${count}`, password, role: 'viewer', oneTime: false };
    const { id } = await answered<{ id: string }>(admin, 'people.add', given);
    const user = { ...person('viewer', id), username: given.username };
    const { base32 } = await answered<{ base32: string }>(user, 'account.offerSecondFactor', { password });
    const code = new TOTP({ secret: Secret.fromBase32(base32.replaceAll(' ', '')) }).generate();
    const { recoveryCodes } = await answered<{ recoveryCodes: string[] }>(
      user,
      'account.confirmSecondFactor',
      { code },
    );
    const reset = await answered<{ password: string }>(admin, 'people.resetPassword', { id });
    const secret = Secret.fromBase32(base32.replaceAll(' ', ''));
    secrets.push(password, base32, new Uint8Array(secret.buffer), reset.password, ...recoveryCodes);
  }
  const broker = await readFile(join(directory, 'keys', 'broker.key'), 'utf8');
  for (let count = 0; count < 30; count++) {
    const id = formatNodeId(randomBytes(16));
    await prisma.node.create({
      data: {
        id,
        name: `till-${count}`,
        lastName: `till-${count}`,
        staticKey: Buffer.from(id.padEnd(32, 'x')),
      },
    });
    secrets.push(brokerPassword(Buffer.from(broker.trim(), 'base64url'), id, 1));
  }
  for (const name of await readdir(join(directory, 'keys'))) {
    if (!/\.key(\.pem)?$/.test(name)) continue;
    const text = (await readFile(join(directory, 'keys', name), 'utf8')).trim();
    secrets.push(text, ...(name.endsWith('.pem') ? [] : [new Uint8Array(Buffer.from(text, 'base64url'))]));
  }
}

/** The ways in which a dump could show it. */
function spellings(secret: string | Uint8Array): string[] {
  const bytes = Buffer.from(secret);
  const encoded = ['hex', 'base64', 'base64url'].map((form) =>
    bytes.toString(form as 'hex').replace(/=+$/, ''),
  );
  return typeof secret === 'string' ? [secret, secret.replaceAll(/[\s-]/g, ''), ...encoded] : encoded;
}

it('a dump of the database holds nothing by which somebody could prove to be another', async () => {
  await plant();
  expect(secrets.length).toBeGreaterThanOrEqual(200);
  const dump = [...(await dumpDatabase(database.url)).values()].flat().join('\n');
  // It is the dump of what was made: who did what is in it.
  for (const text of ['person-1', 'key 7', 'enrolment_key.created', 'second_factor.added'])
    expect(dump).toContain(text);
  expect(secrets.flatMap(spellings).filter((text) => dump.includes(text))).toEqual([]);
  expect(dump).toContain('$argon2id$');
}, 240_000);
