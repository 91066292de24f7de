/**
 * The system of a realm as one process of a namespace: database, the coordinator's own process, and the desk at which
 * nodes enrol over HTTP, all but the console's pages.
 *
 *   system.ts DIRECTORY   environment: as for the coordinator
 *
 * Prints a line of JSON when it is ready, and one each time the coordinator has started: SIGUSR1 starts it again after
 * it was killed. SIGUSR2 prints what the database holds. SIGTERM ends everything.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyMigrations, createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startEmbeddedPostgres } from '@ntmobile/prisma/embedded';
import { enrolmentStringOf, hashKeySecret } from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { EnrolmentDesk } from '../../../web/src/features/enrolment/admission/enrolment-desk.ts';
import { createMissingKeys } from '../../../web/src/keys/create-missing-keys.ts';
import { drawKeySecret } from '../../../web/src/keys/key-secret.ts';
import { loadKeys } from '../../../web/src/keys/load-keys.ts';
import { readEnvironment } from '../../../web/src/servers/environment.ts';
import { until, WITH_PARENT } from '../shell.ts';
import type { CoordinatorStarted, SystemDump, SystemReady } from './lines.ts';

const WEB = fileURLToPath(new URL('../../../web', import.meta.url));
const QUIET = { info: () => {}, warn: () => {} };

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('system.ts needs the directory of its data');
const database = await startEmbeddedPostgres({ directory: join(directory, 'database'), durable: true });
await applyMigrations(database.url);
const environment = readEnvironment({ ...process.env, DATABASE_URL: database.url, NTM_DATA_DIR: directory });
await createMissingKeys(directory, environment.realmDomain, new Date());
const keys = await loadKeys(directory);
const prisma = createPrismaClient(database.url, { connections: 4 });
let coordinator = await startCoordinator(directory, database.url);
const desk = new EnrolmentDesk({
  prisma,
  realm: keys.realm,
  brokerSecret: keys.brokerSecret,
  log: QUIET,
  now: () => new Date(),
});
const server = createServer((request, response) => void answer(desk, request, response));
server.listen(Number(new URL(environment.consoleUrl).port), '0.0.0.0');
await once(server, 'listening');

process.on('SIGUSR1', async () => {
  coordinator = await startCoordinator(directory, database.url);
  say({ kind: 'coordinatorStarted', coordinator: coordinator.pid });
});
process.on('SIGUSR2', async () => say(await dump(prisma)));
process.on('SIGTERM', async () => {
  server.close();
  coordinator.child.kill('SIGTERM');
  await coordinator.ended;
  await prisma.$disconnect();
  await database.stop();
  process.exit(0);
});
say({ kind: 'ready', coordinator: coordinator.pid, enrolment: await makeEnrolmentKey(prisma) });

function say(line: SystemReady | CoordinatorStarted | SystemDump): void {
  console.log(JSON.stringify(line));
}

async function dump(client: PrismaClient): Promise<SystemDump> {
  const [nodes, leases, paths, keys, auditEntries, worker] = await Promise.all([
    client.node.findMany({
      select: { id: true, name: true, staticKey: true, virtualIpv4: true, virtualIpv6: true, prefixes: true },
      orderBy: { id: 'asc' },
    }),
    client.lease.findMany({
      select: { nodeId: true, endpoint: true, candidates: true, bootId: true },
      orderBy: { nodeId: 'asc' },
    }),
    client.path.findMany({ select: { id: true }, orderBy: { id: 'asc' } }),
    client.enrolmentKey.findMany({ select: { id: true, useCount: true, revokedAt: true } }),
    client.auditEntry.count(),
    client.dcWorker.findFirstOrThrow({ select: { counters: true }, orderBy: { heartbeatAt: 'desc' } }),
  ]);
  const hexed = nodes.map((node) => ({ ...node, staticKey: Buffer.from(node.staticKey).toString('hex') }));
  const counters = worker.counters as Record<string, number>;
  return {
    kind: 'dump',
    rows: { nodes: hexed, leases: leases.map(settledLease), paths, keys, auditEntries },
    counters,
  };
}

/** A node may go from one of its own addresses to another by itself; nothing may bring it to an address of others. */
function settledLease(lease: { nodeId: string; bootId: string; endpoint: string; candidates: unknown }) {
  const candidates = lease.candidates as readonly { readonly source: string; readonly endpoint: string }[];
  const own = candidates.filter(({ source }) => source === 'interface').map(({ endpoint }) => endpoint);
  const all = [lease.endpoint, ...candidates.map(({ endpoint }) => endpoint)];
  const ofOthers = all.filter((endpoint) => !own.includes(endpoint));
  return { nodeId: lease.nodeId, bootId: lease.bootId, own, ofOthers };
}

/** The coordinator's process; ready when it says so. */
async function startCoordinator(dataDirectory: string, databaseUrl: string) {
  const path = join(dataDirectory, 'coordinator.log');
  const log = openSync(path, 'w', 0o600);
  const [program, ...options] = WITH_PARENT;
  const main = join(WEB, 'src', 'servers', 'main.ts');
  const child = spawn(program, [...options, process.execPath, ...process.execArgv, main], {
    cwd: WEB,
    env: { ...process.env, DATABASE_URL: databaseUrl, NTM_DATA_DIR: dataDirectory },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = once(child, 'exit');
  await until('the coordinator is ready', 30_000, async () => {
    const said = readFileSync(path, 'utf8');
    if (child.exitCode !== null) throw new Error(`the coordinator ended: ${said}`);
    return said.includes('coordinator ready') ? true : undefined;
  });
  return { child, ended, pid: child.pid ?? 0 };
}

/** A reusable key, written as the console writes it; its enrolment string. */
async function makeEnrolmentKey(client: PrismaClient): Promise<string> {
  const { id: keyId, secret } = drawKeySecret();
  const secretHash = hashKeySecret(nodePrimitives, secret);
  await client.enrolmentKey.create({
    data: { id: keyId, secretHash, label: 'lab', reusable: true },
    select: { id: true },
  });
  return enrolmentStringOf({
    consoleUrl: environment.consoleUrl,
    realmKey: keys.realm.publicKey,
    keyId,
    secret,
  });
}

async function answer(admission: EnrolmentDesk, request: IncomingMessage, response: ServerResponse) {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const body = Buffer.concat(parts);
  const answered = await admission.handle(
    new Request(`${environment.consoleUrl}/api/enrol`, { method: 'POST', headers, body }),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}
