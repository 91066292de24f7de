/**
 * The servers of the fleet: broker (embedded unless an address is given), ingest, presence, rollout and the watch over
 * relays. They meet the console in the database and in its notifications only.
 *
 *   node -> broker -> ingest, presence, reports -> database -> NOTIFY -> console
 *   console -> database -> NOTIFY -> rollout: sign, outbox -> broker -> node
 */
import { performance } from 'node:perf_hooks';
import { type PrismaClient, timeoutsOf } from '@ntmobile/prisma';
import { base64UrlEncode } from '@ntmobile/shared';
import { type ConfigSections, NODE_ID_PATTERN } from '@ntmobile/shared/fleet';
import { Pool } from 'pg';
import type { Registry } from 'prom-client';
import type { Keys } from '../keys/load-keys.ts';
import type { Channel } from '../notifications/channels.ts';
import { Listener } from '../notifications/listener.ts';
import { Ingest, type IngestCounts } from './ingest/ingest.ts';
import { TelemetryRateRequests } from './ingest/telemetry-rate.ts';
import { TierKeeper } from './ingest/tiers/tier-keeper.ts';
import { addFleetMetrics } from './metrics/fleet-metrics.ts';
import { BrokerConnection } from './mqtt/broker-connection.ts';
import {
  type BrokerPorts,
  embeddedFleetBroker,
  externalFleetBroker,
  type FleetBroker,
} from './mqtt/fleet-broker.ts';
import { NodeMessages } from './node-messages.ts';
import { PresenceTracker } from './presence/presence.ts';
import { markAllLost } from './presence/presence-writer.ts';
import { RelayWatch } from './relays/relay-watch.ts';
import { RetentionKeeper } from './retention/retention-keeper.ts';
import { ensureOwnAddress } from './rollout/own-address.ts';
import { ReportReceiver } from './rollout/report-receiver.ts';
import { Rollout } from './rollout/rollout.ts';
import { DocumentSigner } from './rollout/sign-document.ts';

/** A day of telemetry that is summed up takes seconds; a database that says nothing for so long is tried anew. */
const TIMEOUTS = { connectionTimeoutMillis: 10_000, query_timeout: 60_000 } as const;

/** A start waits for its turn behind a push to ten thousand nodes, which has as long. */
const FIRST_TURN = { timeout: 30_000 } as const;

/** What the servers of the fleet need. */
export interface FleetDependencies {
  readonly databaseUrl: string;
  readonly prisma: PrismaClient;
  readonly keys: Keys;
  /** The broker's certificate carries `broker.<realmDomain>`. */
  readonly realmDomain: string;
  /** An external broker, with the credential of our servers in the URL; the embedded one where absent. */
  readonly mqttUrl?: string;
  /** Ports of the embedded broker; 0 lets the system choose. */
  readonly mqttPort: number;
  readonly mqttsPort: number;
  /** Becomes the fleet's configuration where there is none yet; its first coordinator is this one. */
  readonly initialSections?: ConfigSections;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** The servers, running. */
export interface FleetServers {
  /** Ports of the embedded broker. */
  readonly ports: BrokerPorts | undefined;
  /** Whether the broker has our connection, and since when it has or has not, in milliseconds since 1970. */
  broker(): { readonly connected: boolean; readonly since: number };
  /** What became of the nodes' payloads since start. */
  counts(): IngestCounts & Record<'over_rate' | 'invalid_presence' | 'invalid_report', number>;
  /** Adds what they tell of themselves. */
  addMetrics(registry: Registry): void;
  stop(): Promise<void>;
}

/** Starts them; fails with a clear error where a port is taken or the database cannot be reached. */
export async function startFleetServers(dependencies: FleetDependencies): Promise<FleetServers> {
  const servers = new Servers(dependencies);
  const ports = await servers.start().catch(async (error) => {
    await servers.stop();
    throw error;
  });
  return {
    ports,
    broker: () => servers.broker(),
    counts: () => servers.counts(),
    addMetrics: (registry) => servers.addMetrics(registry),
    stop: () => servers.stop(),
  };
}

class Servers {
  readonly #dependencies: FleetDependencies;
  readonly #pool: Pool;
  readonly #broker: FleetBroker;
  readonly #ingest: Ingest;
  readonly #rates: TelemetryRateRequests;
  readonly #tiers: TierKeeper;
  readonly #retention: RetentionKeeper;
  readonly #relays: RelayWatch;
  readonly #presence: PresenceTracker;
  readonly #reports: ReportReceiver;
  readonly #rollout: Rollout;
  readonly #listener: Listener;
  readonly #messages: NodeMessages;
  #connection: BrokerConnection | undefined;

  constructor(dependencies: FleetDependencies) {
    const { databaseUrl, prisma, keys, mqttUrl, realmDomain } = dependencies;
    this.#dependencies = dependencies;
    this.#pool = new Pool({ connectionString: databaseUrl, max: 6, ...timeoutsOf(databaseUrl, TIMEOUTS) });
    this.#pool.on('error', (error) => this.#warn('database connection lost', error));
    const database = {
      pool: this.#pool,
      onUnavailable: (error: Error) => this.#warn('database unavailable, will try again', error),
    };
    this.#broker =
      mqttUrl === undefined
        ? embeddedFleetBroker(dependencies, {
            plainPort: dependencies.mqttPort,
            tlsPort: dependencies.mqttsPort,
          })
        : externalFleetBroker(dependencies, { url: mqttUrl, realmDomain });
    this.#ingest = new Ingest({ ...database, publish: (topic, payload) => this.#tell(topic, payload) });
    this.#rates = new TelemetryRateRequests((topic, payload) => this.#tell(topic, payload));
    this.#tiers = new TierKeeper({
      ...database,
      onRefused: (error) => this.#warn('telemetry could not be added up, will try again', error),
    });
    this.#retention = new RetentionKeeper({
      ...database,
      onPruned: (pruned) => dependencies.log.info(pruned, 'rows that are no longer kept were deleted'),
    });
    this.#relays = new RelayWatch({
      prisma,
      pool: this.#pool,
      workerId: base64UrlEncode(keys.worker.publicKey),
      onFailed: (error) => this.#warn('relays were not asked, will try again', error),
    });
    this.#presence = new PresenceTracker(database);
    this.#reports = new ReportReceiver(database);
    this.#messages = new NodeMessages(
      {
        telemetry: ({ topic, payload, at }) => this.#ingest.telemetryReceived(topic.node, payload, at),
        event: ({ topic, payload, at }) => this.#ingest.eventsReceived(topic.node, payload, at),
        presence: ({ topic, payload, retained, at }) =>
          this.#presence.received(topic.node, payload, retained, at),
        'config/reported': ({ topic, payload }) => this.#reports.received(topic.node, payload),
      },
      (node, times) => dependencies.log.warn({ node, times }, 'a node sends more than is taken of one'),
    );
    this.#rollout = new Rollout({
      prisma,
      pool: this.#pool,
      signer: new DocumentSigner(keys.signing),
      publish: (message) => this.#publish(message),
      onFailed: (error) => this.#warn('rollout round failed, will try again', error),
    });
    this.#listener = new Listener(databaseUrl, ['node', 'config', 'watch'], {
      onConnected: () => this.#catchUp(),
      onNotified: (channel, node) => this.#notified(channel, node),
      onFailed: (error) => this.#warn('listening connection lost, will try again', error),
    });
  }

  async start(): Promise<BrokerPorts | undefined> {
    await this.#ensureFleetConfig();
    const ports = await this.#broker.start();
    if (this.#broker.endsWithUs) await markAllLost(this.#pool, new Date());
    this.#connection = this.#connect();
    this.#connection.start();
    await this.#listener.start();
    this.#tiers.start();
    this.#retention.start();
    this.#relays.start();
    this.#dependencies.log.info({ ...ports }, 'fleet servers started');
    return ports;
  }

  broker(): ReturnType<FleetServers['broker']> {
    return this.#connection?.state ?? { connected: false, since: Date.now() };
  }

  counts(): ReturnType<FleetServers['counts']> {
    return {
      ...this.#ingest.counts,
      over_rate: this.#messages.overRate,
      invalid_presence: this.#presence.invalid,
      invalid_report: this.#reports.invalid,
    };
  }

  addMetrics(registry: Registry): void {
    addFleetMetrics(registry, {
      pool: this.#pool,
      broker: this.#broker,
      ingest: this.#ingest,
      relays: this.#relays,
      connected: () => this.broker().connected,
      batches: () => this.counts(),
      onUnavailable: (error) => this.#warn('the database did not answer for metrics', error),
    });
  }

  async stop(): Promise<void> {
    await this.#listener.stop();
    await this.#rollout.stop();
    this.#messages.stop();
    await this.#ingest.stop();
    await Promise.all([this.#tiers.stop(), this.#retention.stop(), this.#relays.stop()]);
    await Promise.all([this.#presence.stop(), this.#reports.stop()]);
    await this.#connection?.stop();
    await this.#broker.stop();
    await this.#pool.end();
  }

  #connect(): BrokerConnection {
    return new BrokerConnection({
      ...this.#broker.address(),
      onConnected: () => {
        this.#presence.brokerConnected(new Date());
        this.#rollout.brokerConnected();
      },
      onLost: () => {
        this.#presence.brokerLost();
        this.#messages.brokerLost();
      },
      onMessage: (topic, payload, retained) =>
        this.#messages.received({ topic, payload, retained, at: new Date() }),
      onFailed: (error) => this.#warn('broker connection failed, will try again', error),
    });
  }

  async #ensureFleetConfig(): Promise<void> {
    const { prisma, initialSections, log } = this.#dependencies;
    if (initialSections === undefined) return;
    const outcome = await prisma.$transaction(
      (transaction) => ensureOwnAddress(transaction, initialSections, new Date()),
      FIRST_TURN,
    );
    const endpoints = initialSections.dc[0]?.endpoints;
    if (outcome === 'addressDiffers')
      log.warn(
        { endpoints },
        'the published configuration names other addresses of this coordinator; see it there',
      );
    else if (outcome !== 'asItIs') log.info({ outcome, endpoints }, 'fleet configuration published');
  }

  #notified(channel: Channel, node: string): void {
    if (!NODE_ID_PATTERN.test(node)) return;
    if (channel === 'watch') this.#rates.watched(node, performance.now());
    if (channel === 'config') this.#rollout.wake();
    if (channel === 'node')
      this.#recheckNode(node).catch((error: Error) => this.#warn('node not rechecked', error));
  }

  /** The node's right to be here may have changed; it may also be new. */
  async #recheckNode(node: string): Promise<void> {
    await this.#broker.recheck(node).catch((error: Error) => this.#warn('node not rechecked', error));
    const found = await this.#dependencies.prisma.node.findUnique({
      where: { id: node },
      select: { deletedAt: true },
    });
    if (found?.deletedAt === null) this.#rollout.wake();
    else this.#rollout.nodeDeleted(node);
  }

  /** Whatever was notified before the listener was there is read from the database. */
  #catchUp(): void {
    this.#broker.recheckAll().catch((error: Error) => this.#warn('nodes not rechecked', error));
    this.#rollout.wake();
  }

  /** Fire and forget: the sender repeats what needs an answer. */
  #tell(topic: string, payload: string): void {
    this.#publish({ topic, payload, qos: 0, retain: false }).catch(() => {});
  }

  #publish(message: Parameters<BrokerConnection['publish']>[0]): Promise<void> {
    return this.#connection?.publish(message) ?? Promise.reject(new Error('not connected to the broker'));
  }

  #warn(message: string, error: Error): void {
    this.#dependencies.log.warn({ error: error.message }, message);
  }
}
