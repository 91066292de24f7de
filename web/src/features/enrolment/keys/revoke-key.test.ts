import { createPrismaClient, type Prisma, type PrismaClient } from '@ntmobile/prisma';
import { emptyAudit, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROOF_LIFETIME_MS } from '../../../auth/fresh-proof.ts';
import { createCallerFactory } from '../../../trpc/init.ts';
import { person } from '../../../trpc/testing/person.ts';
import { countUse } from '../admission/admission-repository.ts';
import { enrolmentRouter } from '../router.ts';

const NOW = new Date('2026-04-02T12:00:00Z');
const EARLIER = new Date('2026-04-01T12:00:00Z');
let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(async () => {
  await prisma.node.deleteMany();
  await prisma.enrolmentKey.deleteMany();
  await emptyAudit(prisma);
  for (const id of ['leaked', 'other']) {
    const secretHash = crypto.getRandomValues(new Uint8Array(32));
    await prisma.enrolmentKey.create({ data: { id, label: id, secretHash, reusable: true } });
  }
});

const caller = (provedAt = NOW) =>
  createCallerFactory(enrolmentRouter)({
    prisma,
    user: { ...person('operator'), provedAt },
    requestId: 'request',
    address: '192.0.2.1',
    now: NOW,
  });

async function node(lastName: string, of: { key: string; suspendedAt?: Date; deletedAt?: Date }) {
  const { key: enrolmentKeyId, ...facts } = of;
  const id = formatNodeId(crypto.getRandomValues(new Uint8Array(16)));
  const staticKey = crypto.getRandomValues(new Uint8Array(32));
  await prisma.node.create({ data: { id, lastName, staticKey, enrolmentKeyId, ...facts } });
  return id;
}

const suspended = async () =>
  (await prisma.node.findMany({ where: { suspendedAt: NOW }, orderBy: { lastName: 'asc' } })).map(
    ({ lastName }) => lastName,
  );
const entries = () =>
  prisma.auditEntry.findMany({
    select: { action: true, subjectId: true, before: true, after: true },
    orderBy: { id: 'asc' },
  });

describe('a key that is revoked', () => {
  it('leaves its nodes as they are, unless somebody asks for more', async () => {
    await node('one', { key: 'leaked' });
    expect(await caller().revokeKey({ id: 'leaked' })).toEqual({ id: 'leaked', suspended: 0 });
    expect(await suspended()).toEqual([]);
    expect(await entries()).toMatchObject([
      { action: 'enrolment_key.revoked', after: { nodesSuspended: 0 } },
    ]);
  });

  it('takes its nodes with it where that is asked for, each told in the audit and to the coordinator', async () => {
    const ids = [await node('one', { key: 'leaked' }), await node('two', { key: 'leaked' })];
    await node('beside', { key: 'other' });
    const before = await node('before', { key: 'leaked', suspendedAt: EARLIER });
    await node('gone', { key: 'leaked', deletedAt: EARLIER });
    const heard = await heardDuring(async () =>
      expect(await caller().revokeKey({ id: 'leaked', suspendNodes: true })).toEqual({
        id: 'leaked',
        suspended: 2,
      }),
    );
    expect(heard).toEqual([...ids].sort());
    expect(await suspended()).toEqual(['one', 'two']);
    expect((await prisma.node.findUniqueOrThrow({ where: { id: before } })).suspendedAt).toEqual(EARLIER);
    const [revoked, ...others] = await entries();
    expect(revoked).toMatchObject({
      action: 'enrolment_key.revoked',
      before: { label: 'leaked', revokedAt: null },
      after: { label: 'leaked', revokedAt: NOW.toISOString(), nodesSuspended: 2 },
    });
    const told = ['one', 'two'].map((name, place) => ({
      action: 'node.suspended',
      subjectId: ids[place],
      before: { name, suspended: false },
      after: { name, suspended: true, withKey: 'leaked' },
    }));
    expect(others).toHaveLength(2);
    expect(others).toEqual(expect.arrayContaining(told));
  });

  it('takes a node with it that is being admitted in that moment', async () => {
    let revoking: Promise<{ suspended: number }> | undefined;
    await prisma.$transaction(async (tx) => {
      expect(await countUse(tx, 'leaked', NOW)).toBe(true);
      const staticKey = crypto.getRandomValues(new Uint8Array(32));
      const id = formatNodeId(crypto.getRandomValues(new Uint8Array(16)));
      await tx.node.create({ data: { id, lastName: 'late', staticKey, enrolmentKeyId: 'leaked' } });
      revoking = caller().revokeKey({ id: 'leaked', suspendNodes: true });
      // It waits for the key, whose use is not committed yet.
      await expect.poll(() => waiting(tx)).toBe(1);
    });
    expect(await revoking).toMatchObject({ suspended: 1 });
    expect(await suspended()).toEqual(['late']);
  });

  it('takes thousands with it, and tells of each', async () => {
    const nodes = Array.from({ length: 2_500 }, (_, index) => ({
      id: formatNodeId(crypto.getRandomValues(new Uint8Array(16))),
      lastName: `many-${index}`,
      staticKey: crypto.getRandomValues(new Uint8Array(32)),
      enrolmentKeyId: 'leaked',
    }));
    await prisma.node.createMany({ data: nodes });
    expect((await caller().revokeKey({ id: 'leaked', suspendNodes: true })).suspended).toBe(2_500);
    expect(await prisma.auditEntry.count({ where: { action: 'node.suspended' } })).toBe(2_500);
  });

  it('takes none with it for a session whose proof is old, and is not revoked then', async () => {
    await node('one', { key: 'leaked' });
    const old = caller(new Date(NOW.getTime() - PROOF_LIFETIME_MS));
    await expect(old.revokeKey({ id: 'leaked', suspendNodes: true })).rejects.toMatchObject({
      gate: 'proof',
    });
    expect([await suspended(), await entries()]).toEqual([[], []]);
    await old.revokeKey({ id: 'leaked' });
    expect(await entries()).toHaveLength(1);
  });

  it('was revoked before: nothing happens to its nodes', async () => {
    await node('one', { key: 'leaked' });
    await caller().revokeKey({ id: 'leaked' });
    await expect(caller().revokeKey({ id: 'leaked', suspendNodes: true })).rejects.toThrow('no such key');
    expect(await suspended()).toEqual([]);
  });
});

describe('nodes of a key that was revoked without them', () => {
  const revoke = () =>
    prisma.enrolmentKey.update({ where: { id: 'leaked' }, data: { revokedAt: EARLIER, useCount: 3 } });

  it('are suspended in one step, each told in the audit and to the coordinator', async () => {
    const ids = [await node('one', { key: 'leaked' }), await node('two', { key: 'leaked' })];
    await node('beside', { key: 'other' });
    const before = await node('before', { key: 'leaked', suspendedAt: EARLIER });
    await node('gone', { key: 'leaked', deletedAt: EARLIER });
    await revoke();
    const heard = await heardDuring(async () =>
      expect(await caller().suspendKeyNodes({ id: 'leaked' })).toEqual({ id: 'leaked', suspended: 2 }),
    );
    expect(heard).toEqual([...ids].sort());
    expect(await suspended()).toEqual(['one', 'two']);
    expect((await prisma.node.findUniqueOrThrow({ where: { id: before } })).suspendedAt).toEqual(EARLIER);
    const [ofKey, ...ofNodes] = await entries();
    expect(ofKey).toEqual({
      action: 'enrolment_key.nodes_suspended',
      subjectId: 'leaked',
      before: { label: 'leaked', useCount: 3, nodesActive: 2 },
      after: { label: 'leaked', useCount: 3, nodesActive: 0 },
    });
    expect(ofNodes.map(({ subjectId }) => subjectId).sort()).toEqual([...ids].sort());
    expect(ofNodes).toMatchObject(
      ids.map(() => ({
        action: 'node.suspended',
        before: { suspended: false },
        after: { suspended: true, withKey: 'leaked' },
      })),
    );
  });

  it('are not, where the key still admits: it is revoked with them', async () => {
    await node('one', { key: 'leaked' });
    await expect(caller().suspendKeyNodes({ id: 'leaked' })).rejects.toThrow('no such key that was revoked');
    expect([await suspended(), await entries()]).toEqual([[], []]);
  });

  it('are not suspended twice: whoever comes second is told that none is left', async () => {
    await node('one', { key: 'leaked' });
    await revoke();
    const both = await Promise.allSettled([1, 2].map(() => caller().suspendKeyNodes({ id: 'leaked' })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'NOT_FOUND', message: 'No node of this key is left to suspend.' },
    });
    expect(await entries()).toHaveLength(2);
  });

  it('are not, for a session whose proof is old', async () => {
    await node('one', { key: 'leaked' });
    await revoke();
    const old = caller(new Date(NOW.getTime() - PROOF_LIFETIME_MS));
    await expect(old.suspendKeyNodes({ id: 'leaked' })).rejects.toMatchObject({ gate: 'proof' });
    expect([await suspended(), await entries()]).toEqual([[], []]);
  });
});

/** Nodes that the coordinator is told of meanwhile. */
async function heardDuring(work: () => Promise<unknown>): Promise<string[]> {
  const listener = new Client({ connectionString: database.url });
  await listener.connect();
  await listener.query('LISTEN ntm_node');
  const heard: string[] = [];
  listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
  await work();
  await listener.query('SELECT 1');
  await listener.end();
  return heard.sort();
}

/** Transactions that wait for one of another. */
async function waiting(tx: Prisma.TransactionClient): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted`;
  return row?.count ?? 0;
}
