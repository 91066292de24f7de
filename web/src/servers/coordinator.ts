/**
 * The coordinator's process: realm, demonstration, signalling, and the fleet servers once the nodes that had a lease
 * have been called: after a crash tunnels come first, telemetry waits in the nodes' buffers.
 */
import { createPrismaClient, type PrismaClient, type RealmSettings } from '@ntmobile/prisma';
import { base64UrlEncode } from '@ntmobile/shared';
import type { ConfigSections } from '@ntmobile/shared/fleet';
import { type Keys, loadKeys } from '../keys/load-keys.ts';
import { endDemoEnrolment, ensureDemoEnrolment } from './demo/demo-enrolment.ts';
import type { CoordinatorEnvironment } from './environment.ts';
import { type FleetServers, startFleetServers } from './fleet.ts';
import { startMetrics } from './metrics/start-metrics.ts';
import { ensureRealm } from './realm/ensure-realm.ts';
import { machine } from './realm/machine.ts';
import { brokerEndpoint, signallingEndpoints } from './realm/reachable-endpoints.ts';
import { startSignalling } from './signalling/signalling.ts';

/** Where events go, without secrets. */
export interface CoordinatorLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** The process's servers, running. */
export interface Coordinator {
  readonly signallingPort: number;
  stop(): Promise<void>;
}

const CONNECTIONS = 6;
const TELEMETRY_INTERVAL_SECONDS = 60;
/** Candidates of the demonstration, whose nodes all live on this machine. */
const DEMO_TEST_PREFIXES = ['127.0.0.0/8', '::1/128'];

/** Starts everything; what was started is stopped again where a later part fails. */
export async function startCoordinator(
  environment: CoordinatorEnvironment,
  log: CoordinatorLog,
): Promise<Coordinator> {
  const cleanUps: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  };
  try {
    const { signallingPort } = await bringUp(environment, log, cleanUps);
    return { signallingPort, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function bringUp(
  environment: CoordinatorEnvironment,
  log: CoordinatorLog,
  cleanUps: (() => Promise<void>)[],
): Promise<{ signallingPort: number }> {
  const { databaseUrl } = environment;
  const keys = await loadKeys(environment.dataDirectory);
  const endpoints = await signallingEndpoints(environment, machine);
  const prisma = createPrismaClient(databaseUrl, { connections: CONNECTIONS });
  cleanUps.push(() => prisma.$disconnect());
  const realm = await ensureRealm(prisma, realmWishes(environment, keys));
  await setDemo(environment, prisma, realm);

  let fleet: FleetServers | undefined;
  const signalling = await startSignalling({
    databaseUrl,
    prisma,
    realm,
    worker: keys.worker,
    signing: keys.signing,
    port: environment.signallingPort,
    endpoints,
    countsOfOthers: () => (fleet === undefined ? {} : countsOf(fleet)),
    log,
  });
  cleanUps.push(() => signalling.stop());
  await signalling.nodesCalled;
  const sections = firstSections(realm, keys, endpoints);
  fleet = await startFleet({ environment, prisma, keys, log, sections });
  cleanUps.push(fleet.stop);
  const metrics = await startMetrics(environment, { fleet, signalling, log });
  if (metrics !== undefined) cleanUps.push(() => metrics.stop());
  return { signallingPort: signalling.port };
}

/** What the worker's row says of the fleet servers. */
function countsOf(fleet: FleetServers): Record<string, number> {
  const { connected, since } = fleet.broker();
  const payloads = Object.entries(fleet.counts()).map(([name, count]) => [`payloads_${name}`, count]);
  return { brokerConnected: connected ? 1 : 0, brokerSince: since, ...Object.fromEntries(payloads) };
}

function realmWishes(environment: CoordinatorEnvironment, keys: Keys) {
  return {
    domain: environment.realmDomain,
    ipv4Pool: environment.ipv4Pool,
    enrolmentKey: keys.realm.publicKey,
    signingKey: keys.signing.publicKey,
    caCertificate: keys.brokerTls.authority,
    consoleUrl: environment.consoleUrl,
    brokerEndpoint: brokerEndpoint(environment),
    allowedTestPrefixes: environment.demo ? DEMO_TEST_PREFIXES : [],
  };
}

async function setDemo(
  { demo, dataDirectory, consoleUrl }: CoordinatorEnvironment,
  prisma: PrismaClient,
  { enrolmentKey: realmKey }: RealmSettings,
): Promise<void> {
  const now = new Date();
  if (demo) await ensureDemoEnrolment({ prisma, dataDirectory, consoleUrl, realmKey }, now);
  else await endDemoEnrolment({ prisma, dataDirectory }, now);
}

function startFleet(of: {
  environment: CoordinatorEnvironment;
  prisma: PrismaClient;
  keys: Keys;
  log: CoordinatorLog;
  sections: ConfigSections;
}): Promise<FleetServers> {
  const { databaseUrl, realmDomain, mqttUrl, mqttPort, mqttsPort } = of.environment;
  return startFleetServers({
    databaseUrl,
    prisma: of.prisma,
    keys: of.keys,
    realmDomain,
    ...(mqttUrl !== undefined && { mqttUrl }),
    mqttPort,
    mqttsPort,
    initialSections: of.sections,
    log: of.log,
  });
}

/** What a realm's nodes are configured with until a person changes it. */
function firstSections(realm: RealmSettings, keys: Keys, endpoints: readonly string[]): ConfigSections {
  return {
    dc: [{ endpoints: [...endpoints], publicKey: base64UrlEncode(keys.worker.publicKey) }],
    rs: [],
    addresses: { prefixes: [realm.ipv4Pool, realm.ipv6Pool] },
    dns: { searchDomain: realm.domain, upstream: [] },
    telemetry: { intervalSeconds: TELEMETRY_INTERVAL_SECONDS },
  };
}
