import { performance } from 'node:perf_hooks';
import type { PrismaClient } from '@ntmobile/prisma';
import { brokerName } from '../../keys/broker-name.ts';
import { SERVER_USER, serverPassword } from '../../keys/broker-password.ts';
import type { Keys } from '../../keys/load-keys.ts';
import type { BrokerAddress } from './broker-connection.ts';
import { credentialOfUrl } from './broker-url.ts';
import { EmbeddedBroker } from './embedded-broker.ts';
import { MosquittoAccess } from './mosquitto/mosquitto-access.ts';
import { allEpochs, epochsIn } from './node-epochs.ts';
import { RefusalLog } from './refusal-log.ts';

/** Ports of the embedded broker. */
export interface BrokerPorts {
  readonly plainPort: number;
  readonly tlsPort: number;
}

/** A broker as the servers of the fleet see it, whichever it is. */
export interface FleetBroker {
  /** Resolves to its ports where it is the embedded one. */
  start(): Promise<BrokerPorts | undefined>;
  /** Where and as whom our servers connect; after `start`. */
  address(): BrokerAddress;
  /** Whether it begins without connections each time that we do. */
  readonly endsWithUs: boolean;
  /** The node's right to be connected may have changed. */
  recheck(node: string): Promise<void>;
  /** As `recheck`, for all nodes. */
  recheckAll(): Promise<void>;
  /** What it holds and refused, as far as it says. */
  counts(): BrokerCounts;
  stop(): Promise<void>;
}

/** What a broker says of itself. */
export interface BrokerCounts {
  /** Clients that are connected; undefined where that is not known. */
  readonly connections: number | undefined;
  /** Since start: what clients were refused or had to wait for, by reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Messages that a full queue had no place for, since the broker's start; undefined where that is not known. */
  readonly dropped: number | undefined;
}

/** What the brokers need. */
export interface FleetBrokerOptions {
  readonly prisma: PrismaClient;
  readonly keys: Keys;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** The broker inside this process. */
export function embeddedFleetBroker(
  { prisma, keys, log }: FleetBrokerOptions,
  { plainPort, tlsPort }: BrokerPorts,
): FleetBroker {
  const refusals = new RefusalLog((line) => log.warn(line, 'broker refused'));
  const broker = new EmbeddedBroker({
    plainPort,
    tlsPort,
    tls: keys.brokerTls,
    brokerSecret: keys.brokerSecret,
    epochOf: epochsIn(prisma),
    onRefused: (reason, clientId) => refusals.refused(reason, clientId, performance.now()),
  });
  let ports: BrokerPorts | undefined;
  return {
    start: async () => {
      ports = await broker.start();
      return ports;
    },
    address: () => ({
      url: `mqtt://127.0.0.1:${ports?.plainPort}`,
      username: SERVER_USER,
      password: serverPassword(keys.brokerSecret),
    }),
    endsWithUs: true,
    recheck: (node) => broker.recheck(node),
    recheckAll: () => broker.recheckAll(),
    // It has no queues: whoever does not read is let go, which is a refusal.
    counts: () => ({ connections: broker.connections, refused: refusals.counts(), dropped: 0 }),
    stop: () => broker.stop(),
  };
}

/** A mosquitto elsewhere, with our credential in its URL; its certificate is of the realm, whatever its address. */
export function externalFleetBroker(
  { prisma, keys, log }: FleetBrokerOptions,
  { url, realmDomain }: { readonly url: string; readonly realmDomain: string },
): FleetBroker {
  const address = {
    ...credentialOfUrl(url),
    authority: keys.brokerTls.authority,
    servername: brokerName(realmDomain),
  };
  const access = new MosquittoAccess({
    broker: address,
    brokerSecret: keys.brokerSecret,
    epochOf: epochsIn(prisma),
    epochsOfAll: () => allEpochs(prisma),
    onReconciled: (outcome) => log.info(outcome, 'credentials at the broker are those of the database'),
    onDropped: (dropped) =>
      log.warn({ dropped }, 'the broker dropped messages: somebody who is connected does not read'),
    onFailed: (error) => log.warn({ error: error.message }, 'credentials at the broker not brought in step'),
  });
  return {
    start: async () => {
      access.start();
      return undefined;
    },
    address: () => address,
    endsWithUs: false,
    recheck: (node) => access.recheck(node),
    recheckAll: () => access.recheckAll(),
    counts: () => ({ ...access.statistics, refused: {} }),
    stop: () => access.stop(),
  };
}
