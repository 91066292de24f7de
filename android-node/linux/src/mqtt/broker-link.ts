import { watchForOversized } from '@ntmobile/shared/fleet';
import { connect, type MqttClient } from 'mqtt';
import { type BrokerAccess, brokerOptions, type LastWill } from './broker-options.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A connection that held this long was a good one: the next pause is the first again. */
const GOOD_AFTER_MS = 10_000;
/** How long goodbye and end of the connection may take together. */
const GOODBYE_MS = 1_000;
/** MQTT 5 section 3.9.3: reason codes from here on are refusals. */
const FIRST_REFUSAL = 0x80;

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** What a link needs, and whom it tells. */
export interface BrokerLinkOptions {
  readonly access: BrokerAccess;
  /** Last will of the connection that begins now. */
  readonly will: () => LastWill;
  readonly subscriptions: readonly string[];
  /** Number in [0, 1) that spreads the returns of many nodes. */
  readonly random: () => number;
  /** Connected and subscribed. */
  onConnected(): void;
  onMessage(topic: string, payload: Uint8Array): void;
  /** Not connected, or no longer; the next try follows after this pause. */
  onLost(why: string, pauseMs: number): void;
}

/** What enrolment gave for the broker is no address; another enrolment gives another one. */
export class UndialableBroker extends Error {}

type LinkState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'connecting'; readonly client: MqttClient }
  | { readonly kind: 'connected'; readonly client: MqttClient; readonly since: number }
  | { readonly kind: 'pausing'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'leaving'; readonly client: MqttClient; readonly left: Promise<void> };

/** The node's one connection to the broker: it comes back by itself, slower and slower while it is refused. */
export class BrokerLink {
  readonly #options: BrokerLinkOptions;
  #state: LinkState = { kind: 'stopped' };
  #failures = 0;

  constructor(options: BrokerLinkOptions) {
    this.#options = options;
  }

  get isConnected(): boolean {
    return this.#state.kind === 'connected';
  }

  /** UndialableBroker where what enrolment gave cannot be dialled, such as a port above 65535: no later try would go better. */
  start(): void {
    if (this.#state.kind === 'stopped') this.#connect();
  }

  /** Resolves when the broker has it (QoS 1); rejects without connection. Says nothing of the server. */
  async publish(message: OutgoingMessage): Promise<void> {
    if (this.#state.kind !== 'connected') throw new Error('not connected to the broker');
    await send(this.#state.client, message);
  }

  /**
   * Publishes a last message where there is a connection, then ends it without its last will; messages are heard until then.
   * Takes a second at most: with a broker that is silent or gone, the connection is cut and the last will speaks. Repeated
   * calls wait for the first.
   */
  stop(goodbye?: OutgoingMessage): Promise<void> {
    const state = this.#state;
    if (state.kind === 'leaving') return state.left;
    if (state.kind === 'connected') return this.#leave(state.client, goodbye);
    if (state.kind === 'pausing') clearTimeout(state.timer);
    if (state.kind === 'connecting') state.client.end(true);
    this.#state = { kind: 'stopped' };
    return Promise.resolve();
  }

  /** From here on the client is nobody's to lose: a connection that breaks during the goodbye is not made anew. */
  #leave(client: MqttClient, goodbye: OutgoingMessage | undefined): Promise<void> {
    const left = leave(client, goodbye).then(() => {
      this.#state = { kind: 'stopped' };
    });
    this.#state = { kind: 'leaving', client, left };
    return left;
  }

  #connect(): void {
    const { access, will, onMessage } = this.#options;
    const client = connect(brokerOptions(access, will()));
    this.#state = { kind: 'connecting', client };
    client.on('connect', () => this.#subscribe(client));
    client.on('message', (topic, payload) => {
      if (this.#hears(client)) onMessage(topic, payload);
    });
    client.on('error', (error) => this.#lost(client, error.message || 'the connection failed'));
    client.on('close', () => this.#lost(client, 'the broker closed the connection'));
    watchForOversized(client, () => this.#lost(client, 'the broker sends a packet that is too long'));
    try {
      client.connect();
    } catch (error) {
      // It has no stream that could be ended.
      this.#state = { kind: 'stopped' };
      throw new UndialableBroker(
        `the broker of the enrolment cannot be dialled (${error instanceof Error ? error.message : error}); enrol again`,
        { cause: error },
      );
    }
  }

  #subscribe(client: MqttClient): void {
    client.subscribeAsync([...this.#options.subscriptions], { qos: 1 }).then(
      (granted) => {
        if (!this.#owns(client)) return;
        const refused = granted.find(({ qos }) => qos >= FIRST_REFUSAL);
        if (refused === undefined) this.#subscribed(client);
        else this.#lost(client, `the broker refuses the subscription to ${refused.topic}`);
      },
      (error: Error) => this.#lost(client, error.message),
    );
  }

  #subscribed(client: MqttClient): void {
    this.#state = { kind: 'connected', client, since: performance.now() };
    this.#options.onConnected();
  }

  #owns(client: MqttClient): boolean {
    const state = this.#state;
    return (state.kind === 'connecting' || state.kind === 'connected') && state.client === client;
  }

  #hears(client: MqttClient): boolean {
    const state = this.#state;
    return this.#owns(client) || (state.kind === 'leaving' && state.client === client);
  }

  #lost(client: MqttClient, why: string): void {
    if (!this.#owns(client)) return;
    const state = this.#state;
    if (state.kind === 'connected' && performance.now() - state.since >= GOOD_AFTER_MS) this.#failures = 0;
    const whole = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    const pauseMs = whole / 2 + (whole / 2) * this.#options.random();
    this.#failures++;
    this.#state = { kind: 'pausing', timer: setTimeout(() => this.#connect(), pauseMs) };
    client.end(true);
    this.#options.onLost(why, pauseMs);
  }
}

async function send(client: MqttClient, { topic, payload, qos, retain }: OutgoingMessage): Promise<void> {
  await client.publishAsync(topic, payload, { qos, retain });
}

async function leave(client: MqttClient, goodbye: OutgoingMessage | undefined): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    client.once('close', resolve);
  });
  await atMost(GOODBYE_MS, Promise.race([closed, sayGoodbye(client, goodbye)]));
  client.end(true);
  // A client that waits for its end is not forced by that, and would keep the process until a ping fails.
  client.stream.destroy();
}

async function sayGoodbye(client: MqttClient, goodbye: OutgoingMessage | undefined): Promise<void> {
  if (goodbye !== undefined) await send(client, goodbye).catch(() => undefined);
  await client.endAsync();
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), limit]);
  clearTimeout(timer);
}
