import { connect, connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
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
    const settings = { protocolVersion: 5 as const, reconnectPeriod: 0, connectTimeout: 20_000, ...options };
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

  /** As `node` for one whose session was kept: `listen` is heard before what waits for it comes. */
  returning(id: string, options: IClientOptions, listen: (client: MqttClient) => void): MqttClient {
    const { plainPort, brokerSecret, epochs } = this.#surroundings;
    const password = brokerPassword(brokerSecret, id, epochs.get(id) ?? 1);
    const client = connect(`mqtt://127.0.0.1:${plainPort}`, {
      protocolVersion: 5,
      reconnectPeriod: 0,
      manualConnect: true,
      clientId: id,
      username: id,
      password,
      ...options,
    });
    client.on('error', () => {});
    this.#clients.push(client);
    listen(client);
    client.connect();
    return client;
  }

  server(name = 'server-1'): Promise<MqttClient> {
    return this.connect({ clientId: name, ...this.#surroundings.server });
  }

  async end(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.endAsync(true)));
  }
}

/** The bytes of an MQTT 5 CONNECT (section 3.1), clean start and without keep-alive. */
export function connectPacket(id: string, password: string): Buffer {
  const field = (text: string) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(Buffer.byteLength(text));
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const head = Buffer.concat([field('MQTT'), Buffer.from([5, 0xc2, 0, 0, 0])]);
  const body = Buffer.concat([head, field(id), field(id), field(password)]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
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
