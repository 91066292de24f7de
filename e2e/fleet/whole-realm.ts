import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { EnrolmentDesk } from '../../web/src/features/enrolment/admission/enrolment-desk.ts';
import { SERVER_USER, serverPassword } from '../../web/src/keys/broker-password.ts';
import { createMissingKeys } from '../../web/src/keys/create-missing-keys.ts';
import { type Keys, loadKeys } from '../../web/src/keys/load-keys.ts';
import {
  type Coordinator,
  type CoordinatorLog,
  startCoordinator,
} from '../../web/src/servers/coordinator.ts';
import type { CoordinatorEnvironment } from '../../web/src/servers/environment.ts';
import { MosquittoProcess, SERVER } from '../../web/src/servers/mqtt/testing/mosquitto-process.ts';
import { CutProxy } from './cut-proxy.ts';
import { freeTcpPorts, freeUdpPort } from './free-ports.ts';
import { serveDesk } from './serve-desk.ts';

const QUIET: CoordinatorLog = { info: () => {}, warn: () => {} };
const ON_MOSQUITTO = process.env.NTM_TEST_BROKER === 'mosquitto';

/** Name and password of our servers at the broker. */
interface ServerCredential {
  readonly username: string;
  readonly password: string;
}

/**
 * A coordinator with broker, ingest and rollouts, and a desk where nodes enrol over HTTP: all but the pages. Its broker is
 * the embedded one, or a mosquitto with `NTM_TEST_BROKER=mosquitto`; its database that of `startTemporaryDatabase`.
 */
export class WholeRealm {
  readonly dataDirectory: string;
  readonly prisma: PrismaClient;
  readonly keys: Keys;
  /** Between nodes and broker. */
  readonly broker: CutProxy;
  readonly environment: CoordinatorEnvironment;
  /** A broker of its own, which outlives the coordinator; undefined where the broker is inside the coordinator. */
  readonly mosquitto: MosquittoProcess | undefined;
  readonly #database: TemporaryDatabase;
  readonly #desk: Server;
  readonly #log: CoordinatorLog;
  #coordinator: Coordinator | undefined;

  private constructor(
    parts: Pick<WholeRealm, 'dataDirectory' | 'prisma' | 'keys' | 'broker' | 'environment' | 'mosquitto'>,
    servers: { database: TemporaryDatabase; desk: Server; log: CoordinatorLog },
  ) {
    this.dataDirectory = parts.dataDirectory;
    this.prisma = parts.prisma;
    this.keys = parts.keys;
    this.broker = parts.broker;
    this.environment = parts.environment;
    this.mosquitto = parts.mosquitto;
    this.#database = servers.database;
    this.#desk = servers.desk;
    this.#log = servers.log;
  }

  static async start(log = QUIET): Promise<WholeRealm> {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'ntm-realm-'));
    await createMissingKeys(dataDirectory, 'ntm.internal', new Date());
    const keys = await loadKeys(dataDirectory);
    const database = await startTemporaryDatabase();
    const prisma = createPrismaClient(database.url, { connections: 4 });
    const [deskPort, mqttPort, mqttsPort, proxyPort] = (await freeTcpPorts(4)) as [
      number,
      number,
      number,
      number,
    ];
    const signallingPort = await freeUdpPort();
    const mosquitto = ON_MOSQUITTO ? await MosquittoProcess.start(keys) : undefined;
    const environment: CoordinatorEnvironment = {
      databaseUrl: database.url,
      dataDirectory,
      consoleUrl: `http://127.0.0.1:${deskPort}`,
      signallingPort,
      signallingEndpoints: [`127.0.0.1:${signallingPort}`],
      mqttUrl: mosquitto?.secureUrl,
      mqttPort,
      mqttsPort,
      brokerEndpoint: `127.0.0.1:${proxyPort}`,
      realmDomain: 'ntm.internal',
      ipv4Pool: undefined,
      metrics: undefined,
      demo: true,
      logLevel: 'silent',
    };
    const broker = await CutProxy.listen(proxyPort, mosquitto?.tlsPort ?? mqttsPort);
    const desk = await serveDesk(
      new EnrolmentDesk({
        prisma,
        realm: keys.realm,
        brokerSecret: keys.brokerSecret,
        log,
        now: () => new Date(),
      }),
      deskPort,
    );
    const parts = { dataDirectory, prisma, keys, broker, environment, mosquitto };
    const realm = new WholeRealm(parts, { database, desk, log });
    await realm.startCoordinator();
    return realm;
  }

  /** Where programs of this machine reach the broker, without TLS and without the relay. */
  get brokerUrl(): string {
    return `mqtt://127.0.0.1:${this.mosquitto?.plainPort ?? this.environment.mqttPort}`;
  }

  /** With which our servers come to the broker. */
  get serverCredential(): ServerCredential {
    return this.mosquitto === undefined
      ? { username: SERVER_USER, password: serverPassword(this.keys.brokerSecret) }
      : SERVER;
  }

  async startCoordinator(): Promise<void> {
    this.#coordinator = await startCoordinator(this.environment, this.#log);
  }

  async stopCoordinator(): Promise<void> {
    await this.#coordinator?.stop();
    this.#coordinator = undefined;
  }

  async stop(): Promise<void> {
    await this.stopCoordinator();
    await this.broker.close();
    await this.mosquitto?.stop();
    await new Promise((resolve) => this.#desk.close(resolve));
    await this.prisma.$disconnect();
    await this.#database.stop();
    await rm(this.dataDirectory, { recursive: true, force: true });
  }
}
