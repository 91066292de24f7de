import type { AdmittedAnswer } from '@ntmobile/shared/enrolment';
import { LEAVES, type Leaf, nodeTopic, type Presence } from '@ntmobile/shared/fleet';
import { BrokerLink, type OutgoingMessage } from '../mqtt/broker-link.ts';
import type { AgentStatus } from './agent-status.ts';
import { SUBSCRIBED_LEAVES } from './inbox.ts';

export interface BrokerSideOptions {
  readonly enrolment: Pick<AdmittedAnswer, 'broker' | 'nodeId'>;
  /** Name and version of the software, at most 64 characters. */
  readonly agent: string;
  readonly bootId: string;
  readonly say: (line: string) => void;
  /** The broker has us, and was told that this node is there. */
  onConnected(): void;
  onMessage(topic: string, payload: Uint8Array): void;
  onLost(): void;
  /** The broker did not take a message. */
  onNotPublished(error: Error): void;
}

/** A node's side of its broker: the connection with its last will, presence, and messages on the node's own leaves. */
export class BrokerSide {
  readonly #options: BrokerSideOptions;
  readonly #link: BrokerLink;
  #state: AgentStatus['broker'] = { state: 'connecting' };
  /** Start of the present connection by the wall clock. */
  #since = 0;

  constructor(options: BrokerSideOptions) {
    const { enrolment, onMessage } = options;
    this.#options = options;
    this.#link = new BrokerLink({
      access: enrolment.broker,
      will: () => {
        this.#since = Date.now();
        const { topic, payload } = this.#presence(false);
        return { topic, payload };
      },
      subscriptions: SUBSCRIBED_LEAVES.map((leaf) => nodeTopic(enrolment.nodeId, leaf)),
      random: Math.random,
      onConnected: () => this.#connected(),
      onMessage,
      onLost: (why, pauseMs) => this.#lost(why, pauseMs),
    });
  }

  get state(): AgentStatus['broker'] {
    return this.#state;
  }

  get isConnected(): boolean {
    return this.#link.isConnected;
  }

  start(): void {
    this.#link.start();
  }

  /** What the broker does not take is told and not repeated. */
  publish(leaf: Leaf, payload: string): void {
    this.#send(this.#message(leaf, payload));
  }

  /** Says goodbye, for a second at most. */
  async stop(): Promise<void> {
    await this.#link.stop(this.#presence(false));
  }

  #connected(): void {
    this.#state = { state: 'connected', since: this.#since };
    this.#options.say('connected to the broker');
    this.#send(this.#presence(true));
    this.#options.onConnected();
  }

  #lost(why: string, pauseMs: number): void {
    const isNews = this.#state.state !== 'waiting' || this.#state.why !== why;
    this.#state = { state: 'waiting', why, until: Date.now() + pauseMs };
    this.#options.onLost();
    if (isNews) this.#options.say(`no connection to the broker: ${why}; trying again`);
  }

  #presence(online: boolean): OutgoingMessage {
    const { agent, bootId } = this.#options;
    const presence: Presence = { v: 1, online, since: this.#since, bootId, agent };
    return this.#message('presence', JSON.stringify(presence));
  }

  #message(leaf: Leaf, payload: string): OutgoingMessage {
    const { qos, retained } = LEAVES[leaf];
    return { topic: nodeTopic(this.#options.enrolment.nodeId, leaf), payload, qos, retain: retained };
  }

  #send(message: OutgoingMessage): void {
    this.#link.publish(message).catch((error: Error) => this.#options.onNotPublished(error));
  }
}
