import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { applyMigrations, createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { EnrolmentDesk } from '../../web/src/features/enrolment/admission/enrolment-desk.ts';
import { createMissingKeys } from '../../web/src/keys/create-missing-keys.ts';
import { loadKeys } from '../../web/src/keys/load-keys.ts';
import { CutProxy } from '../fleet/cut-proxy.ts';
import { freeTcpPorts, freeUdpPort } from '../fleet/free-ports.ts';
import { serveDesk } from '../fleet/serve-desk.ts';
import { until, WITH_PARENT } from '../lab/shell.ts';
import type { Broker, Relay } from './measured-system.ts';
import type { EngineKind } from './options.ts';
import { OwnEngines } from './own-engines.ts';

const WEB = fileURLToPath(new URL('../../web', import.meta.url));
const BUNDLER = join(WEB, 'scripts', 'bundle-coordinator.mjs');
const BUNDLE = join(WEB, 'dist', 'coordinator.mjs');
const DOMAIN = 'ntm.internal';
const READY_WITHIN_MS = 30_000;
const QUIET = { info: () => {}, warn: () => {} };

interface Parts {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly engines: OwnEngines;
  readonly prisma: PrismaClient;
  readonly desk: Server;
  readonly relay: CutProxy;
  readonly relayPort: number;
}

/** A system of the run's own: its engines, the coordinator's process, a desk for enrolment; all but the pages. */
export class OwnSystem {
  readonly prisma: PrismaClient;
  readonly #parts: Parts;
  #coordinator: ChildProcess | undefined;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.prisma = parts.prisma;
  }

  /** What was started is stopped again where a later part fails. */
  static async start(kind: EngineKind): Promise<OwnSystem> {
    const cleanUps: (() => Promise<unknown>)[] = [];
    try {
      return await OwnSystem.#bringUp(kind, cleanUps);
    } catch (error) {
      for (const cleanUp of cleanUps.reverse()) await cleanUp();
      throw error;
    }
  }

  static async #bringUp(kind: EngineKind, cleanUps: (() => Promise<unknown>)[]): Promise<OwnSystem> {
    // As `npm start` runs it.
    await promisify(execFile)(process.execPath, [BUNDLER]);
    const directory = await mkdtemp(join(tmpdir(), 'ntm-fleet-'));
    cleanUps.push(() => rm(directory, { recursive: true, force: true }));
    await createMissingKeys(directory, DOMAIN, new Date());
    const keys = await loadKeys(directory);
    const engines = await OwnEngines.start(kind, { directory, keys });
    cleanUps.push(() => engines.stop());
    await applyMigrations(engines.databaseUrl);
    const prisma = createPrismaClient(engines.databaseUrl, { connections: 4 });
    cleanUps.push(() => prisma.$disconnect());
    const { environment, deskPort, relayPort, brokerPort } = await environmentOf(directory, engines);
    const relay = await CutProxy.listen(relayPort, brokerPort);
    cleanUps.push(() => relay.close());
    const admission = { prisma, realm: keys.realm, brokerSecret: keys.brokerSecret, log: QUIET };
    const desk = await serveDesk(new EnrolmentDesk({ ...admission, now: () => new Date() }), deskPort);
    cleanUps.push(() => closed(desk));
    const system = new OwnSystem({ directory, environment, engines, prisma, desk, relay, relayPort });
    cleanUps.push(() => system.#end('SIGKILL'));
    await system.startCoordinator();
    return system;
  }

  /** What nodes enrol with. */
  get enrolment(): string {
    return readFileSync(join(this.#parts.directory, 'demo-enrolment'), 'utf8').trim();
  }

  /** Undefined while it does not run. */
  get coordinatorPid(): number | undefined {
    return this.#coordinator?.pid;
  }

  /** Starts the coordinator's process with its broker; settles when it says that it is ready. */
  async startCoordinator(): Promise<void> {
    const path = join(this.#parts.directory, 'coordinator.log');
    const log = openSync(path, 'w', 0o600);
    const [program, ...options] = WITH_PARENT;
    const child = spawn(program, [...options, process.execPath, '--enable-source-maps', BUNDLE], {
      cwd: WEB,
      env: this.#parts.environment,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#coordinator = child;
    await until('the coordinator is ready', READY_WITHIN_MS, async () => {
      const said = readFileSync(path, 'utf8');
      if (child.exitCode !== null) throw new Error(`the coordinator ended: ${said}`);
      return said.includes('coordinator ready') ? true : undefined;
    });
  }

  /** kill -9; settles when it is gone. */
  async killCoordinator(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Undefined where the coordinator's process is the broker. */
  get broker(): Broker | undefined {
    return this.#parts.engines.broker;
  }

  /** Between some of the nodes and the broker: those that dial `relayEndpoint`. */
  get relay(): Relay {
    return this.#parts.relay;
  }

  get relayEndpoint(): string {
    return `127.0.0.1:${this.#parts.relayPort}`;
  }

  async restartDatabase(): Promise<void> {
    await this.#parts.engines.restartDatabase();
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await closed(this.#parts.desk);
    await this.#parts.relay.close();
    await this.prisma.$disconnect();
    await this.#parts.engines.stop();
    await rm(this.#parts.directory, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#coordinator;
    this.#coordinator = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

function closed(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}

async function environmentOf(directory: string, { databaseUrl, broker }: OwnEngines) {
  const ports = await freeTcpPorts(4);
  const [deskPort, mqttPort, mqttsPort, relayPort] = ports as [number, number, number, number];
  const brokerPort = broker?.tlsPort ?? mqttsPort;
  const signallingPort = await freeUdpPort();
  const { PATH, HOME } = process.env;
  const environment = {
    NODE_ENV: 'production' as const,
    PATH,
    HOME,
    DATABASE_URL: databaseUrl,
    NTM_DATA_DIR: directory,
    NTM_CONSOLE_URL: `http://127.0.0.1:${deskPort}`,
    NTM_SIGNALLING_PORT: String(signallingPort),
    NTM_SIGNALLING_ENDPOINTS: `127.0.0.1:${signallingPort}`,
    ...(broker && { MQTT_URL: broker.secureUrl }),
    NTM_MQTT_PORT: String(mqttPort),
    NTM_MQTTS_PORT: String(mqttsPort),
    NTM_BROKER_ENDPOINT: `127.0.0.1:${brokerPort}`,
    NTM_DEMO: '1',
  };
  return { environment, deskPort, relayPort, brokerPort };
}
