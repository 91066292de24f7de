import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enrol } from '../../android-node/linux/src/enrolment/enrol.ts';
import { loadEnrolment } from '../../android-node/linux/src/enrolment/stored-enrolment.ts';
import { StateDirectory } from '../../android-node/linux/src/state/state-directory.ts';
import { EnrolmentDesk } from '../../web/src/features/enrolment/admission/enrolment-desk.ts';
import { enrolmentRouter } from '../../web/src/features/enrolment/router.ts';
import { nodesRouter } from '../../web/src/features/nodes/router.ts';
import { brokerPassword } from '../../web/src/keys/broker-password.ts';
import { createMissingKeys } from '../../web/src/keys/create-missing-keys.ts';
import { type Keys, loadKeys } from '../../web/src/keys/load-keys.ts';
import { createCallerFactory } from '../../web/src/trpc/init.ts';
import { person } from '../../web/src/trpc/testing/person.ts';

const NTM_NODE = join(import.meta.dirname, '../../android-node/linux/bin/ntm-node.mjs');

let root: string;
let database: TemporaryDatabase;
let prisma: PrismaClient;
let keys: Keys;
let server: Server;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ntm-enrolment-'));
  await createMissingKeys(root, 'ntm.internal', new Date());
  keys = await loadKeys(root);
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 4 });
  const desk = new EnrolmentDesk({
    prisma,
    realm: keys.realm,
    brokerSecret: keys.brokerSecret,
    log: { info: () => {}, warn: () => {} },
    now: () => new Date(),
  });
  server = createServer((incoming, outgoing) => {
    const request = new Request(`http://console${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers: incoming.headers as Record<string, string>,
      body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>,
      duplex: 'half',
    } as RequestInit);
    desk.handle(request).then(async (response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await makeRealm(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}, 60_000);

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await prisma.$disconnect();
  await database.stop();
  await rm(root, { recursive: true });
});

async function makeRealm(consoleUrl: string): Promise<void> {
  await prisma.realmSettings.create({
    data: {
      name: 'ntm.internal',
      domain: 'ntm.internal',
      ipv4Pool: '198.18.0.0/15',
      ipv6Pool: 'fd12:3456:789a::/64',
      enrolmentKey: new Uint8Array(keys.realm.publicKey),
      signingKey: new Uint8Array(keys.signing.publicKey),
      caCertificate: keys.brokerTls.authority,
      consoleUrl,
      brokerEndpoint: '127.0.0.1:8883',
    },
  });
  const publicKey = new Uint8Array(keys.worker.publicKey);
  await prisma.dcWorker.create({ data: { id: 'w', publicKey, endpoints: ['127.0.0.1:3479'] } });
}

function context() {
  const user = person('operator', '018f0000-0000-7000-8000-000000000001');
  return { prisma, user, requestId: 'request', address: '192.0.2.1', now: new Date() };
}

const makeKey = (approvalRequired: boolean) =>
  createCallerFactory(enrolmentRouter)(context()).createKey({
    label: 'Tills',
    kind: 'oneOff',
    useLimit: null,
    expiresInHours: 1,
    approvalRequired,
  });

it('a key of the console admits the node that runs the command, and the console shows it', async () => {
  const { id, enrolmentString } = await makeKey(false);
  const state = join(root, 'till');
  const run = (...words: string[]) =>
    promisify(execFile)(process.execPath, [NTM_NODE, 'enrol', enrolmentString, '--state', state, ...words]);
  const { stdout } = await run('--name', 'Till 3');
  expect(stdout).toContain('enrolled as till-3 in the realm ntm.internal');

  const answer = loadEnrolment(new StateDirectory(state))?.answer;
  if (answer === undefined) throw new Error('nothing was stored');
  expect(answer.broker).toEqual({
    endpoint: '127.0.0.1:8883',
    serverName: 'broker.ntm.internal',
    caCertificate: keys.brokerTls.authority,
    username: answer.nodeId,
    password: brokerPassword(keys.brokerSecret, answer.nodeId, 1),
  });
  const shown = await createCallerFactory(enrolmentRouter)(context()).admittedNodes({ keyId: id });
  expect(shown.nodes.map(({ name }) => name)).toEqual(['till-3']);

  expect((await run()).stdout).toContain('nothing was done');
  expect((await run('--again')).stdout).toContain(answer.nodeId);
  expect(await prisma.node.count({ where: { enrolmentKeyId: id } })).toBe(1);
  const other = join(root, 'other');
  const refused = promisify(execFile)(process.execPath, [
    NTM_NODE,
    'enrol',
    enrolmentString,
    '--state',
    other,
  ]);
  await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('keyExhausted') });
}, 60_000);

it('a node waits until a person approves it', async () => {
  const { enrolmentString } = await makeKey(true);
  const said: string[] = [];
  const text = await enrol(
    { state: join(root, 'waiting'), enrolment: enrolmentString, name: 'waiting' },
    {
      agent: 'test 1',
      say: (line) => said.push(line),
      sleep: async () => {
        const { id: nodeId } = await prisma.node.findFirstOrThrow({ where: { approval: 'pending' } });
        await createCallerFactory(nodesRouter)(context()).approve({ nodeId, admit: true });
      },
    },
  );
  expect(said).toEqual([
    expect.stringMatching(/^waiting for approval in the console at http.*\/nodes\/[a-z2-7]{26}/),
  ]);
  expect(text).toContain('enrolled as waiting');
});
