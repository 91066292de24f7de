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
  recheck(node: string): Promise<void>;
  /** Resolves when every node's right to connect is as in `epochs`. */
  recheckAll(): Promise<void>;
  stop(): Promise<void>;
}

/** Epochs of the nodes that may connect. */
export type Epochs = ReadonlyMap<string, number>;

/** The brokers by name; `missing` says why one cannot be run here. */
export const BROKERS = [
  { name: 'the embedded broker', missing: undefined, start: startEmbedded },
  { name: 'mosquitto', missing: mosquittoMissing, start: startMosquitto },
] as const;

async function startEmbedded(keys: Keys, epochs: Epochs): Promise<BrokerUnderTest> {
  const broker = new EmbeddedBroker({
    plainPort: 0,
    tlsPort: 0,
    tlsAddress: '127.0.0.1',
    tls: keys.brokerTls,
    brokerSecret: keys.brokerSecret,
    epochOf: async (node) => epochs.get(node),
    onRefused: () => {},
  });
  const ports = await broker.start();
  return {
    ...ports,
    server: { username: SERVER_USER, password: serverPassword(keys.brokerSecret) },
    recheck: (node) => broker.recheck(node),
    recheckAll: () => broker.recheckAll(),
    stop: () => broker.stop(),
  };
}

async function startMosquitto(keys: Keys, epochs: Epochs): Promise<BrokerUnderTest> {
  const broker = await MosquittoProcess.start(keys);
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
    onDropped: () => {},
    onFailed: (error) => failed(error),
  });
  const first = nextReconciliation();
  access.start();
  await first;
  return {
    plainPort: broker.plainPort,
    tlsPort: broker.tlsPort,
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
