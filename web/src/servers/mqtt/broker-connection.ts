import { randomUUID } from 'node:crypto';
import {
  everyNodeFilter,
  LEAVES,
  leavesOf,
  type NodeTopic,
  parseTopic,
  watchForOversized,
} from '@ntmobile/shared/fleet';
import { connect, type MqttClient } from 'mqtt';

/** Where a broker is, embedded or not, and who we are there. */
export interface BrokerAddress {
  /** `mqtt://host:port` or `mqtts://user:password@host:port`. */
  readonly url: string;
  /** Absent where the URL carries them. */
  readonly username?: string;
  readonly password?: string;
  /** Certificate of the authority that the broker's certificate must chain to, PEM; the system's where absent. */
  readonly authority?: string;
  /** Name that its certificate must carry; the host of the URL where absent. */
  readonly servername?: string;
}

/** How our servers reach a broker. */
export interface BrokerConnectionOptions extends BrokerAddress {
  /** After each (re)connection, when every upward leaf is subscribed to. */
  onConnected(): void;
  /** The connection is gone; it will be tried again. */
  onLost(): void;
  onMessage(topic: NodeTopic, payload: Uint8Array, retained: boolean): void;
  onFailed(error: Error): void;
}

/** A message on its way to the broker. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** The servers' one connection to the broker; it comes back by itself. */
export class BrokerConnection {
  readonly #options: BrokerConnectionOptions;
  #client: MqttClient | undefined;
  #since = Date.now();
  #wasConnected = false;

  constructor(options: BrokerConnectionOptions) {
    this.#options = options;
  }

  start(): void {
    const { url, username, password, authority, servername } = this.#options;
    const client = connect(url, {
      protocolVersion: 5,
      clientId: `server-${randomUUID()}`,
      clean: true,
      reconnectPeriod: 1_000,
      resubscribe: false,
      queueQoSZero: false,
      // Handlers come first: a retained message may follow the connection at once.
      manualConnect: true,
      ...(username && { username }),
      ...(password && { password }),
      ...(authority && { ca: authority }),
      ...(servername && { servername }),
    });
    client.on('connect', () => {
      this.#turned(true);
      this.#subscribe(client);
    });
    client.on('close', () => this.#turned(false));
    client.on('message', (topic, payload, packet) => {
      const parsed = parseTopic(topic);
      if (parsed === undefined) return;
      if (packet.retain && !LEAVES[parsed.leaf].retained) this.#clear(topic);
      else this.#options.onMessage(parsed, payload, packet.retain);
    });
    client.on('error', (error) => this.#options.onFailed(error));
    watchForOversized(client, () => {
      this.#options.onFailed(new Error('the broker sends a packet that is too long'));
      // It comes back by itself, without what it kept of that packet.
      client.stream.destroy();
    });
    this.#client = client;
    client.connect();
  }

  get connected(): boolean {
    return this.#client?.connected ?? false;
  }

  /** Whether it is connected, and since when it is or is not, in milliseconds since 1970. */
  get state(): { readonly connected: boolean; readonly since: number } {
    return { connected: this.#wasConnected, since: this.#since };
  }

  /** Resolves when the broker has acknowledged it (QoS 1) or it is on its way (QoS 0). Says nothing of the node. */
  async publish({ topic, payload, qos, retain }: OutgoingMessage): Promise<void> {
    if (this.#client === undefined || !this.connected) throw new Error('not connected to the broker');
    const body = typeof payload === 'string' ? payload : Buffer.from(payload);
    await this.#client.publishAsync(topic, body, { qos, retain });
  }

  async stop(): Promise<void> {
    await this.#client?.endAsync(true);
  }

  #turned(connected: boolean): void {
    if (connected === this.#wasConnected) return;
    this.#wasConnected = connected;
    this.#since = Date.now();
    if (!connected) this.#options.onLost();
  }

  /** A broker that lets nodes retain what they may not would deliver it again at each connection. */
  #clear(topic: string): void {
    this.publish({ topic, payload: '', qos: 1, retain: true }).catch((error: Error) =>
      this.#options.onFailed(error),
    );
  }

  #subscribe(client: MqttClient): void {
    const filters = leavesOf('up').map(everyNodeFilter);
    client.subscribeAsync(filters, { qos: 1, nl: true }).then(
      () => this.#options.onConnected(),
      (error: Error) => {
        this.#options.onFailed(error);
        client.reconnect();
      },
    );
  }
}
