import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createMissingKeys } from '../../../keys/create-missing-keys.ts';
import { type Keys, loadKeys } from '../../../keys/load-keys.ts';
import type { BrokerUnderTest, Epochs } from './broker-under-test.ts';
import { TestClients } from './test-clients.ts';

/** A broker that runs while the tests of a suite do; there from its first test on. */
export interface BrokerSuite {
  readonly keys: Keys;
  readonly broker: BrokerUnderTest;
  /** Ended after each test. */
  readonly clients: TestClients;
  /** Epochs of the nodes that may connect, which a test may change. */
  readonly epochs: Map<string, number>;
}

/** Starts a broker with keys of its own before the tests of this suite, for these nodes in their first epoch. */
export function brokerSuite(
  start: (keys: Keys, epochs: Epochs) => Promise<BrokerUnderTest>,
  nodes: readonly string[],
): BrokerSuite {
  const epochs = new Map<string, number>();
  let directory: string;
  let running: Omit<BrokerSuite, 'epochs'>;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ntm-broker-suite-'));
    await createMissingKeys(directory, 'ntm.internal', new Date());
    const keys = await loadKeys(directory);
    for (const id of nodes) epochs.set(id, 1);
    const broker = await start(keys, epochs);
    const clients = new TestClients({ ...broker, brokerSecret: keys.brokerSecret, epochs });
    running = { keys, broker, clients };
  });
  afterEach(() => running.clients.end());
  afterAll(async () => {
    await running.broker.stop();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    epochs,
    get keys() {
      return running.keys;
    },
    get broker() {
      return running.broker;
    },
    get clients() {
      return running.clients;
    },
  };
}
