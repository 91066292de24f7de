import { type ConfigDocument, nodeTopic, signingKeyId, verifyConfig } from '@ntmobile/shared/fleet';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { connectAsync, type MqttClient } from 'mqtt';
import { brokerPassword } from '../../keys/broker-password.ts';
import type { Keys } from '../../keys/load-keys.ts';
import { idOf, payload } from '../fleet-fixture.ts';

/** Run of the nodes of the tests. */
export const BOOT = idOf(100);

/** Where the nodes of a test connect. */
export interface NodeSurroundings {
  readonly port: number;
  readonly keys: Keys;
  /** Credential of a server there. */
  readonly server: { readonly username: string; readonly password: string };
}

/** A node's side of the broker. */
export class NodeClient {
  readonly documents: ConfigDocument[] = [];
  readonly messages: string[] = [];
  readonly id: string;
  readonly #client: MqttClient;
  readonly #keys: Keys;

  private constructor(id: string, client: MqttClient, keys: Keys) {
    this.id = id;
    this.#client = client;
    this.#keys = keys;
    client.on('error', () => {});
    client.on('message', (topic, body) => this.#received(topic, body));
  }

  static async connect(
    { port, keys }: NodeSurroundings,
    id: string,
    since = Date.now(),
  ): Promise<NodeClient> {
    const client = await connectAsync(
      `mqtt://127.0.0.1:${port}`,
      {
        protocolVersion: 5,
        reconnectPeriod: 0,
        clientId: id,
        username: id,
        password: brokerPassword(keys.brokerSecret, id, 1),
        will: { topic: nodeTopic(id, 'presence'), payload: presence(false, since), qos: 1, retain: true },
      },
      false,
    );
    const node = new NodeClient(id, client, keys);
    await client.subscribeAsync(
      [
        nodeTopic(id, 'config/desired'),
        nodeTopic(id, 'telemetry/ack'),
        nodeTopic(id, 'telemetry/rate'),
        nodeTopic(id, 'event/ack'),
      ],
      { qos: 1 },
    );
    await client.publishAsync(nodeTopic(id, 'presence'), presence(true, since), { qos: 1, retain: true });
    return node;
  }

  get connected(): boolean {
    return this.#client.connected;
  }

  /** Revisions in the order they came; a retained one may come once more when it is published again. */
  revisions(): number[] {
    const all = this.documents.map(({ revision }) => revision);
    return all.filter((revision, index) => revision !== all[index - 1]);
  }

  async send(leaf: 'telemetry' | 'event' | 'config/reported', value: unknown): Promise<void> {
    await this.#client.publishAsync(nodeTopic(this.id, leaf), Buffer.from(payload(value)), { qos: 1 });
  }

  async report(document: ConfigDocument, status: string, error?: string): Promise<void> {
    const { node, revision, hash } = document;
    await this.send('config/reported', {
      v: 1,
      node,
      revision,
      hash,
      status,
      bootId: BOOT,
      ...(error && { error }),
    });
  }

  lose(): void {
    this.#client.stream.destroy();
  }

  async end(): Promise<void> {
    await this.#client.endAsync();
  }

  #received(topic: string, body: Buffer): void {
    if (topic !== nodeTopic(this.id, 'config/desired')) {
      this.messages.push(`${topic.split('/').slice(4).join('/')} ${body}`);
      return;
    }
    if (body.length === 0) return;
    const { publicKey } = this.#keys.signing;
    const pinned = [{ keyId: signingKeyId(publicKey, noblePrimitives), publicKey }];
    const verified = verifyConfig(body, pinned, noblePrimitives);
    if (!verified.ok) throw new Error(verified.code);
    this.documents.push(verified.document);
  }
}

/** Resolves to a promise of the empty message that takes the node's retained presence, the last of its leaves, away. */
export async function presenceCleared(
  { port, server }: Pick<NodeSurroundings, 'port' | 'server'>,
  id: string,
): Promise<{ done: Promise<void> }> {
  const observer = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: 5,
    clientId: 'server-observer',
    ...server,
  });
  const done = new Promise<void>((resolve) => {
    observer.on('message', (topic, body) => {
      if (topic === nodeTopic(id, 'presence') && body.length === 0) resolve(observer.endAsync());
    });
  });
  await observer.subscribeAsync('ntm/v1/node/+/presence', { qos: 1 });
  return { done };
}

function presence(online: boolean, since: number): Buffer {
  return Buffer.from(JSON.stringify({ v: 1, online, since, bootId: BOOT, agent: 'ntm-node/0.1.0' }));
}
