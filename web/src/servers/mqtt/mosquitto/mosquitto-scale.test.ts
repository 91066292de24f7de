import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNodeId } from '@ntmobile/shared';
import { everyNodeFilter, nodeTopic } from '@ntmobile/shared/fleet';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMissingKeys } from '../../../keys/create-missing-keys.ts';
import { type Keys, loadKeys } from '../../../keys/load-keys.ts';
import { BrokerConnection } from '../broker-connection.ts';
import { credentialOfUrl } from '../broker-url.ts';
import { MosquittoProcess, mosquittoMissing, SERVER } from '../testing/mosquitto-process.ts';
import { MosquittoAccess } from './mosquitto-access.ts';
import type { Reconciled } from './mosquitto-credentials.ts';
import { nodeCredential } from './node-credential.ts';

const NODES = 10_000;
const idOf = (index: number) => {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, index);
  return formatNodeId(bytes);
};
const soon = { timeout: 15_000, interval: 10 };

if (mosquittoMissing) it.skip(`mosquitto: nothing is tested: ${mosquittoMissing}`);
describe.skipIf(mosquittoMissing)('a mosquitto of ten thousand nodes', () => {
  let directory: string;
  let keys: Keys;
  let broker: MosquittoProcess;
  let access: MosquittoAccess;
  const epochs = new Map<string, number>();
  const outcomes: Reconciled[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ntm-mosquitto-keys-'));
    await createMissingKeys(directory, 'ntm.internal', new Date());
    keys = await loadKeys(directory);
    for (let index = 0; index < NODES; index++) epochs.set(idOf(index), 1);
    const credentials = [...epochs].map(([node, epoch]) => nodeCredential(keys.brokerSecret, node, epoch));
    broker = await MosquittoProcess.start(keys, { nodes: credentials });
    access = new MosquittoAccess({
      broker: { ...credentialOfUrl(broker.url), authority: keys.brokerTls.authority },
      brokerSecret: keys.brokerSecret,
      epochOf: async (node) => epochs.get(node),
      epochsOfAll: async () => epochs,
      onReconciled: (outcome) => outcomes.push(outcome),
      onDropped: () => {},
      onFailed: () => {},
    });
  });

  afterAll(async () => {
    await access.stop();
    await broker.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const connect = (id: string) => {
    const { password } = nodeCredential(keys.brokerSecret, id, epochs.get(id) ?? 1);
    const options = { protocolVersion: 5 as const, reconnectPeriod: 0, clientId: id, username: id, password };
    return connectAsync(`mqtt://127.0.0.1:${broker.plainPort}`, options, false);
  };

  it('is compared with the database within seconds, and a difference of a few nodes is made good', async () => {
    epochs.set(idOf(1), 2);
    epochs.delete(idOf(2));
    epochs.set(idOf(NODES), 1);
    access.start();
    await vi.waitFor(() => expect(outcomes).toHaveLength(1), soon);
    expect(outcomes[0]).toEqual({ kept: NODES - 2, created: 1, changed: 1, deleted: 1 });
    for (const id of [idOf(0), idOf(1), idOf(NODES)]) await (await connect(id)).endAsync();
    await expect(connect(idOf(2))).rejects.toThrow('Not authorized');
  }, 60_000);

  it('is compared again when it comes back after it was killed, and has kept what it was told', async () => {
    await broker.kill();
    epochs.set(idOf(3), 2);
    await expect(access.recheck(idOf(3))).rejects.toThrow();
    await broker.run();
    await vi.waitFor(() => expect(outcomes).toHaveLength(2), soon);
    expect(outcomes[1]).toEqual({ kept: NODES - 1, created: 0, changed: 1, deleted: 0 });
    await (await connect(idOf(3))).endAsync();
  }, 60_000);

  it('does not bring back what a node retained where it may not', async () => {
    const id = idOf(5);
    const node = await connect(id);
    for (const leaf of ['telemetry', 'event', 'presence'] as const)
      await node.publishAsync(nodeTopic(id, leaf), 'kept', { qos: 1, retain: true });
    const messages: string[] = [];
    const connection = new BrokerConnection({
      ...credentialOfUrl(broker.url),
      onConnected: () => node.publish(nodeTopic(id, 'event'), 'last', { qos: 1 }),
      onLost: () => {},
      onMessage: ({ leaf }, payload) => messages.push(`${leaf} ${Buffer.from(payload)}`),
      onFailed: () => {},
    });
    connection.start();
    await vi.waitFor(() => expect(messages.sort()).toEqual(['event last', 'presence kept']), soon);
    const later = await connectAsync(`mqtt://127.0.0.1:${broker.plainPort}`, {
      protocolVersion: 5,
      clientId: 'server-later',
      ...SERVER,
    });
    const kept: string[] = [];
    later.on('message', (topic) => kept.push(topic));
    for (const leaf of ['telemetry', 'event', 'presence'] as const)
      await later.subscribeAsync(everyNodeFilter(leaf), { qos: 1 });
    await vi.waitFor(() => expect(kept).toEqual([nodeTopic(id, 'presence')]), soon);
    await later.endAsync();
    await connection.stop();
    await node.endAsync();
  }, 60_000);
});
