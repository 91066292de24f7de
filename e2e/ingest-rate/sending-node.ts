import { nodeTopic } from '@ntmobile/shared/fleet';
import { connectAsync, type MqttClient } from 'mqtt';
import { brokerPassword } from '../../web/src/keys/broker-password.ts';

/** Bytes by which the counter of each sample is higher than the one before. */
export const BYTES_OF_A_SAMPLE = 100;
/** As a node does: what is not acknowledged by the servers after this is sent again, as many samples as fit a batch. */
const AGAIN_AFTER_MS = 10_000;
const SAMPLES_OF_A_BATCH = 60;

/** A node that sends a batch for each sample and keeps each until the servers say that it is committed. */
export class SendingNode {
  readonly id: string;
  readonly bootId: string;
  /** Samples that were made. */
  made = 0;
  /** Messages that were sent, repeats among them. */
  sent = 0;
  readonly #client: MqttClient;
  readonly #waiting = new Map<number, { sample: object; sentAt: number }>();

  private constructor(id: string, bootId: string, client: MqttClient) {
    this.id = id;
    this.bootId = bootId;
    this.#client = client;
    client.on('message', (_, payload) => this.#acknowledged(JSON.parse(payload.toString()).sequence));
  }

  static async connect(of: { id: string; port: number; brokerSecret: Uint8Array }): Promise<SendingNode> {
    const client = await connectAsync(`mqtt://127.0.0.1:${of.port}`, {
      protocolVersion: 5,
      clientId: of.id,
      username: of.id,
      password: brokerPassword(of.brokerSecret, of.id, 1),
      connectTimeout: 30_000,
    });
    await client.subscribeAsync(nodeTopic(of.id, 'telemetry/ack'));
    return new SendingNode(of.id, of.id, client);
  }

  /** Samples that are not known to be committed. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Makes the next sample and sends it. */
  send(now: number): void {
    const sequence = this.made++;
    const sample = {
      at: now,
      sentBytes: this.made * BYTES_OF_A_SAMPLE,
      sentPackets: this.made,
      receivedBytes: 0,
      receivedPackets: 0,
      relayedBytes: 0,
      handovers: 0,
      rttMs: 1.5,
      routes: { sameLan: 1 },
      network: 'wifi',
    };
    this.#waiting.set(sequence, { sample, sentAt: now });
    this.#sendBatch(sequence, [sample]);
  }

  /** Sends the oldest again where they have waited too long. */
  repeat(now: number): void {
    const oldest = [...this.#waiting].slice(0, SAMPLES_OF_A_BATCH);
    const [first] = oldest;
    if (first === undefined || now - first[1].sentAt <= AGAIN_AFTER_MS) return;
    for (const [, waiting] of oldest) waiting.sentAt = now;
    this.#sendBatch(
      first[0],
      oldest.map(([, { sample }]) => sample),
    );
  }

  /** Publishes anything; resolves when the broker has it. */
  async publish(topic: string, payload: string): Promise<void> {
    await this.#client.publishAsync(topic, payload, { qos: 1 });
  }

  async end(): Promise<void> {
    await this.#client.endAsync(true);
  }

  #sendBatch(sequence: number, samples: readonly object[]): void {
    this.sent++;
    const batch = { v: 1, bootId: this.bootId, oldest: 0, sequence, samples };
    this.#client.publish(nodeTopic(this.id, 'telemetry'), JSON.stringify(batch), { qos: 1 });
  }

  #acknowledged(upTo: number): void {
    for (const sequence of this.#waiting.keys()) {
      if (sequence > upTo) break;
      this.#waiting.delete(sequence);
    }
  }
}
