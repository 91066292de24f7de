import { createPrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { notify } from './channels.ts';
import { Listener } from './listener.ts';

let database: TemporaryDatabase;
beforeAll(async () => {
  database = await startTemporaryDatabase({ migrated: false });
});
afterAll(() => database.stop());

it('hears what was notified in a transaction, once that commits, and comes back when its connection is lost', async () => {
  const prisma = createPrismaClient(database.url, { connections: 2 });
  const heard: string[] = [];
  const onConnected = vi.fn();
  const listener = new Listener(database.url, ['node', 'config'], {
    onConnected,
    onNotified: (channel, payload) => heard.push(`${channel} ${payload}`),
    onFailed: () => {},
  });
  await listener.start();
  await prisma.$transaction((transaction) => notify(transaction, 'node', 'a'));
  await vi.waitFor(() => expect(heard).toEqual(['node a']));
  await prisma
    .$transaction(async (transaction) => {
      await notify(transaction, 'node', 'never');
      throw new Error('rolled back');
    })
    .catch(() => {});
  await notify(prisma, 'presence', 'not listened to');

  await prisma.$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`;
  await vi.waitFor(() => expect(onConnected).toHaveBeenCalledTimes(2), 5_000);
  await notify(prisma, 'config', 'b');
  await vi.waitFor(() => expect(heard).toEqual(['node a', 'config b']));
  await listener.stop();
  await prisma.$disconnect();
});
