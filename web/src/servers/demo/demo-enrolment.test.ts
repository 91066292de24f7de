import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { hashKeySecret, parseEnrolmentString } from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { NOW } from '../fleet-fixture.ts';
import { DEMO_ENROLMENT_FILE, endDemoEnrolment, ensureDemoEnrolment } from './demo-enrolment.ts';

let database: TemporaryDatabase;
let prisma: PrismaClient;
let dataDirectory: string;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(async () => {
  await prisma.enrolmentKey.deleteMany();
  dataDirectory = await mkdtemp(join(tmpdir(), 'ntm-demo-'));
});
afterEach(() => rm(dataDirectory, { recursive: true }));

const file = () => join(dataDirectory, DEMO_ENROLMENT_FILE);
const written = async () => parseEnrolmentString((await readFile(file(), 'utf8')).trim());
const live = () => prisma.enrolmentKey.findMany({ where: { revokedAt: null } });
const realmKey = new Uint8Array(32).fill(3);
const ensure = (consoleUrl = 'http://localhost:3000') =>
  ensureDemoEnrolment({ prisma, dataDirectory, consoleUrl, realmKey }, NOW);

it('is a reusable key of the demonstration whose string only its owner can read', async () => {
  expect(await ensure()).toBe('made');
  const invitation = await written();
  expect(invitation).toMatchObject({ consoleUrl: 'http://localhost:3000', realmKey });
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  const [key, ...others] = await live();
  expect(others).toEqual([]);
  expect(key).toMatchObject({ id: invitation.keyId, demo: true, reusable: true, useLimit: null });
  expect(key && new Uint8Array(key.secretHash)).toEqual(hashKeySecret(nodePrimitives, invitation.secret));
});

it('stays as it is at the next start', async () => {
  await ensure();
  const before = await readFile(file(), 'utf8');
  expect(await ensure()).toBe('kept');
  expect(await readFile(file(), 'utf8')).toBe(before);
});

it.each([
  ['the file is missing', () => rm(file())],
  ['the file is damaged', () => writeFile(file(), 'ntm://enrol?url=')],
  ['its key was revoked', () => prisma.enrolmentKey.updateMany({ data: { revokedAt: NOW } })],
  ['the database is another one', () => prisma.enrolmentKey.deleteMany()],
])('is made anew when %s, and the old key is good no more', async (_what, damage) => {
  await ensure();
  const before = await written();
  await damage();
  expect(await ensure()).toBe('made');
  expect((await written()).secret).not.toBe(before.secret);
  expect((await live()).map(({ id }) => id)).toEqual([(await written()).keyId]);
});

it('follows the address of the console', async () => {
  await ensure();
  expect(await ensure('http://192.0.2.1:3000')).toBe('made');
  expect((await written()).consoleUrl).toBe('http://192.0.2.1:3000');
  expect(await live()).toHaveLength(1);
});

it('is revoked and its file removed when the demonstration is off; other keys stay', async () => {
  await ensure();
  const own = { id: 'own', secretHash: new Uint8Array(32), label: 'tills', reusable: true };
  await prisma.enrolmentKey.create({ data: own });
  await endDemoEnrolment({ prisma, dataDirectory }, NOW);
  expect((await live()).map(({ id }) => id)).toEqual(['own']);
  await expect(stat(file())).rejects.toThrow('ENOENT');
  await endDemoEnrolment({ prisma, dataDirectory }, NOW);
});
