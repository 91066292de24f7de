import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { base64UrlEncode } from '@ntmobile/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PushTarget } from './features/config/push/push-target.ts';
import { configRouter } from './features/config/router.ts';
import { idOf, insertNode } from './servers/fleet-fixture.ts';
import { ensureOwnAddress } from './servers/rollout/own-address.ts';
import { createCallerFactory } from './trpc/init.ts';
import { makeRealm } from './trpc/testing/make-realm.ts';
import { person } from './trpc/testing/person.ts';

let database: TemporaryDatabase;
let prisma: PrismaClient;
let userId: string;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 3 });
  await makeRealm(prisma);
  userId = (await prisma.user.create({ data: { username: 'ops', role: 'operator', passwordHash: '' } })).id;
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(async () => {
  await prisma.node.deleteMany();
  await prisma.fleetConfig.deleteMany();
  await insertNode(prisma, idOf(1));
});

const [BEFORE, AFTER] = ['192.0.2.1:3479', '192.0.2.2:3479'];

const sections = (endpoint: string, intervalSeconds = 60) => ({
  dc: [{ endpoints: [endpoint], publicKey: base64UrlEncode(new Uint8Array(32).fill(1)) }],
  rs: [],
  addresses: { prefixes: ['198.18.0.0/15'] },
  dns: { searchDomain: 'ntm.internal', upstream: [] },
  telemetry: { intervalSeconds },
});

const started = (endpoint: string) =>
  prisma.$transaction((transaction) => ensureOwnAddress(transaction, sections(endpoint), new Date()));

const operator = () =>
  createCallerFactory(configRouter)({
    prisma,
    user: person('operator', userId),
    requestId: 'request',
    address: '192.0.2.9',
    now: new Date(),
  });

/** Gives nodes the draft, or the configuration in force where there is none. */
async function pushTo(target: PushTarget): Promise<void> {
  const { draft, current } = await operator().get();
  const hash = (draft ?? current)?.hash ?? '';
  await operator().push({ target, hash, expectedCount: 1 });
}

const inForce = async () => (await operator().get()).current?.sections;

describe("a coordinator's new address comes into the configuration in force", () => {
  it('also where a person gave a node another one and then every node the first once more', async () => {
    expect(await started(BEFORE)).toBe('madeFirst');
    await operator().saveDraft({ sections: sections(BEFORE, 30), seenDraft: null });
    await pushTo({ kind: 'nodes', nodeIds: [idOf(1)] });
    await operator().discardDraft();
    await pushTo({ kind: 'all' });
    expect(await started(AFTER)).toBe('addressRenewed');
    expect(await inForce()).toEqual(sections(AFTER));
  });

  it('also where a person pushed a draft that was saved before the address was renewed', async () => {
    await started(BEFORE);
    await operator().saveDraft({ sections: sections(BEFORE, 30), seenDraft: null });
    expect(await started(AFTER)).toBe('addressRenewed');
    await pushTo({ kind: 'all' });
    expect(await inForce()).toEqual(sections(BEFORE, 30));
    expect(await started(AFTER)).toBe('addressRenewed');
    expect(await inForce()).toEqual(sections(AFTER, 30));
  });

  it('also where it was saved again with the renewed address before it was pushed', async () => {
    await started(BEFORE);
    await operator().saveDraft({ sections: sections(BEFORE, 30), seenDraft: null });
    await started(AFTER);
    const seenDraft = (await operator().get()).draft?.hash ?? null;
    await operator().saveDraft({ sections: sections(AFTER, 30), seenDraft });
    await pushTo({ kind: 'all' });
    expect(await started(BEFORE)).toBe('addressRenewed');
    expect(await inForce()).toEqual(sections(BEFORE, 30));
  });
});

it('leaves an address in the configuration that a person saved and pushed', async () => {
  await started(BEFORE);
  await operator().saveDraft({ sections: sections('203.0.113.1:3479'), seenDraft: null });
  await pushTo({ kind: 'all' });
  expect(await started(AFTER)).toBe('addressDiffers');
  expect(await inForce()).toEqual(sections('203.0.113.1:3479'));
});
