import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '@ntmobile/prisma/embedded';
import { startLocalProvider } from '../../../web/src/auth/oidc/testing/local-provider.ts';
import { PROVIDER_NAME, PROVIDER_PERSON } from '../people.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The first start builds the console's pages. */
const READY_WITHIN_MS = 300_000;

/** A whole system with data and ports of its own. */
export interface Stack {
  readonly consoleUrl: string;
  readonly databaseUrl: string;
  /** Folder of its keys and logs. */
  readonly dataDirectory: string;
  /** With which the console comes to the identity provider. */
  readonly providerSecret: string;
  /** With which the first admin is made, where the start script printed one. */
  readonly setupCode: string | undefined;
  stop(): Promise<void>;
}

/** Runs the start script as a person would, for people and nodes who reach it at `host`, and waits until it runs. */
export async function startStack({ host }: { readonly host: string }): Promise<Stack> {
  const directory = await mkdtemp(join(tmpdir(), 'ntm-console-'));
  const database = await startEmbeddedPostgres({
    directory: join(directory, 'database'),
    firstPort: 24_000 + (process.pid % 4_000),
    durable: false,
  });
  const ports = await freePorts(4);
  const consoleUrl = `http://${host}:${ports[0]}`;
  const provider = await startLocalProvider({
    id: 'ntmobile',
    secret: randomUUID(),
    redirectUri: `${consoleUrl}/api/auth/callback/oidc`,
  });
  provider.person = PROVIDER_PERSON;
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      NTM_DATA_DIR: directory,
      NTM_CONSOLE_URL: consoleUrl,
      NTM_CONSOLE_PORT: String(ports[0]),
      NTM_SIGNALLING_PORT: String(ports[1]),
      NTM_MQTT_PORT: String(ports[2]),
      NTM_MQTTS_PORT: String(ports[3]),
      NTM_DEMO: '0',
      NTM_OIDC_ISSUER: provider.issuer,
      NTM_OIDC_CLIENT_ID: provider.client.id,
      NTM_OIDC_CLIENT_SECRET: provider.client.secret,
      NTM_OIDC_NAME: PROVIDER_NAME,
    },
  });
  const stop = async () => {
    await ended(child);
    await provider.close();
    await database.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const providerSecret = provider.client.secret;
  try {
    const setupCode = /\/setup#(\S+)/.exec(await untilRunning(child))?.[1];
    return {
      consoleUrl,
      databaseUrl: database.url,
      dataDirectory: directory,
      providerSecret,
      setupCode,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves with what the start script said, to its last line. */
function untilRunning(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The system did not start in time:\n${said}`)),
      READY_WITHIN_MS,
    );
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      outcome();
    };
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ctrl-C stops everything')) settle(() => resolve(said));
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => settle(() => reject(new Error(`The system ended at its start:\n${said}`))));
  });
}

export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGINT');
  });
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listening));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listening(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
