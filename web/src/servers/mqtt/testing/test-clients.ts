import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { brokerPassword } from '../../../keys/broker-password.ts';
import type { Epochs } from './broker-under-test.ts';

/** What clients of a test need to know of the broker. */
export interface ClientSurroundings {
  readonly plainPort: number;
  readonly server: { readonly username: string; readonly password: string };
  readonly brokerSecret: Uint8Array;
  readonly epochs: Epochs;
}

/** MQTT clients of a test, ended together. */
export class TestClients {
  readonly #surroundings: ClientSurroundings;
  readonly #clients: MqttClient[] = [];

  constructor(surroundings: ClientSurroundings) {
    this.#surroundings = surroundings;
  }

  async connect(options: IClientOptions): Promise<MqttClient> {
    const settings = { protocolVersion: 5 as const, reconnectPeriod: 0, connectTimeout: 5_000, ...options };
    const client = await connectAsync(`mqtt://127.0.0.1:${this.#surroundings.plainPort}`, settings, false);
    client.on('error', () => {});
    this.#clients.push(client);
    return client;
  }

  /** A node with the password of its epoch; of its first one where it has none. */
  node(id: string, options: IClientOptions = {}): Promise<MqttClient> {
    const { brokerSecret, epochs } = this.#surroundings;
    const password = brokerPassword(brokerSecret, id, epochs.get(id) ?? 1);
    return this.connect({ clientId: id, username: id, password, ...options });
  }

  server(name = 'server-1'): Promise<MqttClient> {
    return this.connect({ clientId: name, ...this.#surroundings.server });
  }

  async end(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.endAsync(true)));
  }
}

/** What a client is given, as `topic payload`. */
export function inbox(client: MqttClient): string[] {
  const messages: string[] = [];
  client.on('message', (topic, payload) => messages.push(`${topic} ${payload}`));
  return messages;
}

/** Whether what was tried is granted or refused. */
export function attempt(work: Promise<unknown>): Promise<'granted' | 'refused'> {
  return work.then(
    () => 'granted',
    () => 'refused',
  );
}
