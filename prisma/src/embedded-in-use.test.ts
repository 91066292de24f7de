import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@ntmobile/prisma/embedded';
import { afterAll, beforeAll, expect, it } from 'vitest';

let directory: string;
let running: Awaited<ReturnType<typeof startEmbeddedPostgres>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ntm-in-use-'));
  running = await startEmbeddedPostgres({ directory, firstPort: 23_000, durable: false });
}, 60_000);
afterAll(async () => {
  await running.stop();
  await rm(directory, { recursive: true, force: true });
});

it('tells who starts a second server on the same data that another program has it, and the way out', async () => {
  const second = startEmbeddedPostgres({ directory, firstPort: 23_100, durable: false });
  await expect(second).rejects.toThrow(/Another program runs on this data: stop it.*NTM_DATA_DIR/);
}, 60_000);
