import { SERVER_USER, serverPassword } from '../../../keys/broker-password.ts';
import type { Keys } from '../../../keys/load-keys.ts';
import { credentialOfUrl } from '../broker-url.ts';
import { EmbeddedBroker } from '../embedded-broker.ts';
import { MosquittoAccess } from '../mosquitto/mosquitto-access.ts';
import { MosquittoProcess, mosquittoMissing, SERVER } from './mosquitto-process.ts';

/** A broker that the same tests are run against, whichever it is. */
export interface BrokerUnderTest {
  readonly plainPort: number;
  readonly tlsPort: number;
  readonly server: { readonly username: string; readonly password: string };
  /** What it refused or dropped, as our servers hear of it. */
  readonly alarms: readonly string[];
  /** Process whose memory it takes; our own where it runs in it. */
  readonly pid: number;
  recheck(node: string): Promise<void>;
  /** Resolves when every node's right to connect is as in `epochs`. */
  recheckAll(): Promise<void>;
  stop(): Promise<void>;
}

/** Epochs of the nodes that may connect. */
export type Epochs = ReadonlyMap<string, number>;

/** Fewer than a fleet has, so that a test fills a queue in a moment. */
const QUEUED_MESSAGES = 2_000;

/** The brokers by name; `missing` says why one cannot be run here. */
export const BROKERS = [
  { name: 'the embedded broker', missing: undefined, start: startEmbedded },
  { name: 'mosquitto', missing: mosquittoMissing, start: startMosquitto },
] as const;

async function startEmbedded(keys: Keys, epochs: Epochs): Promise<BrokerUnderTest> {
  const alarms: string[] = [];
  const broker = new EmbeddedBroker({
    plainPort: 0,
    tlsPort: 0,
    tlsAddress: '127.0.0.1',
    tls: keys.brokerTls,
    brokerSecret: keys.brokerSecret,
    epochOf: async (node) => epochs.get(node),
    onRefused: (reason) => alarms.push(reason),
  });
  const ports = await broker.start();
  return {
    ...ports,
    alarms,
    pid: process.pid,
    server: { username: SERVER_USER, password: serverPassword(keys.brokerSecret) },
    recheck: (node) => broker.recheck(node),
    recheckAll: () => broker.recheckAll(),
    stop: () => broker.stop(),
  };
}

async function startMosquitto(keys: Keys, epochs: Epochs): Promise<BrokerUnderTest> {
  const alarms: string[] = [];
  const broker = await MosquittoProcess.start(keys, { queuedMessages: QUEUED_MESSAGES });
  let reconciled = () => {};
  let failed = (_: Error) => {};
  const nextReconciliation = () =>
    new Promise<void>((resolve, reject) => {
      reconciled = resolve;
      failed = reject;
    });
  const access = new MosquittoAccess({
    broker: { ...credentialOfUrl(broker.url), authority: keys.brokerTls.authority },
    brokerSecret: keys.brokerSecret,
    epochOf: async (node) => epochs.get(node),
    epochsOfAll: async () => epochs,
    onReconciled: () => reconciled(),
    onDropped: (dropped) => alarms.push(`dropped ${dropped}`),
    onFailed: (error) => failed(error),
  });
  const first = nextReconciliation();
  access.start();
  await first;
  return {
    plainPort: broker.plainPort,
    tlsPort: broker.tlsPort,
    alarms,
    pid: broker.pid,
    server: SERVER,
    recheck: (node) => access.recheck(node),
    recheckAll: async () => {
      const done = nextReconciliation();
      await access.recheckAll();
      await done;
    },
    stop: async () => {
      await access.stop();
      await broker.stop();
    },
  };
}
