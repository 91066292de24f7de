import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { applyMigrations } from '@ntmobile/prisma';
import { startEmbeddedPostgres } from '@ntmobile/prisma/embedded';
import { formatNodeId } from '@ntmobile/shared';
import { Pool } from 'pg';
import { createMissingKeys } from '../../web/src/keys/create-missing-keys.ts';
import { type Keys, loadKeys } from '../../web/src/keys/load-keys.ts';
import { nodeCredential } from '../../web/src/servers/mqtt/mosquitto/node-credential.ts';
import { MosquittoProcess } from '../../web/src/servers/mqtt/testing/mosquitto-process.ts';
import { freeTcpPorts, freeUdpPort } from '../fleet/free-ports.ts';
import { until, WITH_PARENT } from '../lab/shell.ts';

const WEB = fileURLToPath(new URL('../../web', import.meta.url));
const LOADER = pathToFileURL(join(WEB, '..', 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
const DOMAIN = 'ntm.internal';
const READY_WITHIN_MS = 60_000;

/** A coordinator's process, its broker and a PostgreSQL with durable writes, with nodes that are enrolled already. */
export interface RateSystem {
  readonly pool: Pool;
  readonly keys: Keys;
  readonly nodes: readonly string[];
  readonly mqttPort: number;
  readonly pids: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Starts it; what was started is stopped again where a later part fails. */
export async function startRateSystem(of: { nodes: number; mosquitto: boolean }): Promise<RateSystem> {
  const cleanUps: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  };
  try {
    return { ...(await bringUp(of, cleanUps)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function bringUp(
  of: { nodes: number; mosquitto: boolean },
  cleanUps: (() => Promise<unknown>)[],
): Promise<Omit<RateSystem, 'stop'>> {
  const directory = await mkdtemp(join(tmpdir(), 'ntm-rate-'));
  cleanUps.push(() => rm(directory, { recursive: true, force: true }));
  await createMissingKeys(directory, DOMAIN, new Date());
  const keys = await loadKeys(directory);
  const firstPort = 24_000 + (process.pid % 4_000);
  const database = await startEmbeddedPostgres({ directory: join(directory, 'database'), firstPort });
  cleanUps.push(() => database.stop());
  await applyMigrations(database.url);
  const pool = new Pool({ connectionString: database.url, max: 4 }).on('error', () => {});
  cleanUps.push(() => pool.end());
  const nodes = await addNodes(pool, of.nodes);
  const [mqttPort, mqttsPort] = (await freeTcpPorts(2)) as [number, number];
  const environment: Record<string, string> = {
    DATABASE_URL: database.url,
    NTM_DATA_DIR: directory,
    NTM_SIGNALLING_PORT: String(await freeUdpPort()),
    NTM_MQTT_PORT: String(mqttPort),
    NTM_MQTTS_PORT: String(mqttsPort),
  };
  const mosquitto = of.mosquitto ? await startMosquitto(keys, nodes) : undefined;
  if (mosquitto !== undefined) {
    cleanUps.push(() => mosquitto.stop());
    environment.MQTT_URL = mosquitto.url;
  }
  const coordinator = await startCoordinator(directory, environment);
  cleanUps.push(() => ended(coordinator));
  return {
    pool,
    keys,
    nodes,
    mqttPort: mosquitto?.plainPort ?? mqttPort,
    pids: {
      coordinator: coordinator.pid as number,
      ...(mosquitto !== undefined && { mosquitto: mosquitto.pid }),
    },
  };
}

async function addNodes(pool: Pool, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setUint32(0, index + 1);
    return formatNodeId(bytes);
  });
  await pool.query(
    `INSERT INTO nodes (id, name, last_name, static_key)
     SELECT id, id, id, sha256(convert_to(id, 'UTF8')) FROM unnest($1::text[]) AS id`,
    [ids],
  );
  return ids;
}

function startMosquitto(keys: Keys, nodes: readonly string[]): Promise<MosquittoProcess> {
  const credentials = nodes.map((node) => nodeCredential(keys.brokerSecret, node, 1));
  return MosquittoProcess.start(keys, { nodes: credentials });
}

async function startCoordinator(
  directory: string,
  environment: Record<string, string>,
): Promise<ChildProcess> {
  const path = join(directory, 'coordinator.log');
  const log = openSync(path, 'w', 0o600);
  const { PATH, HOME } = process.env;
  const [program, ...options] = WITH_PARENT;
  const main = join(WEB, 'src', 'servers', 'main.ts');
  const child = spawn(program, [...options, process.execPath, '--import', LOADER, main], {
    cwd: WEB,
    env: { NODE_ENV: 'production', PATH, HOME, ...environment },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await until('the coordinator is ready', READY_WITHIN_MS, async () => {
    const said = readFileSync(path, 'utf8');
    if (child.exitCode !== null) throw new Error(`the coordinator ended: ${said}`);
    return said.includes('coordinator ready') ? true : undefined;
  });
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
