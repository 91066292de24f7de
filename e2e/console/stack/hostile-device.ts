import { randomBytes } from 'node:crypto';
import { formatNodeId } from '@ntmobile/shared';
import type { AdmittedAnswer } from '@ntmobile/shared/enrolment';
import { type EventBatch, nodeTopic, type TelemetryTunnel } from '@ntmobile/shared/fleet';
import { BrokerLink } from '../../../android-node/linux/src/mqtt/broker-link.ts';
import { EnrollingDevice } from './enrolling-device.ts';

const LONGEST_PAUSE_MS = 10_000;

/** A device that was admitted like any other, and then says what it likes. */
export class HostileDevice {
  readonly enrolment: AdmittedAnswer;
  readonly #link: BrokerLink;
  readonly #bootId = formatNodeId(randomBytes(16));
  #sequence = 0;

  private constructor(enrolment: AdmittedAnswer, link: BrokerLink) {
    this.enrolment = enrolment;
    this.#link = link;
  }

  /** Enrols over HTTP with an enrolment string, and connects to the broker. */
  static async admit(invitation: string, says: { agent: string; name?: string }): Promise<HostileDevice> {
    const outcome = await new EnrollingDevice().ask(invitation, says);
    if (outcome.kind !== 'enrolled') throw new Error(`not admitted: ${JSON.stringify(outcome)}`);
    const { result } = outcome;
    const will = { topic: nodeTopic(result.nodeId, 'presence'), payload: '{}' };
    const link = await new Promise<BrokerLink>((resolve, reject) => {
      const link = new BrokerLink({
        access: result.broker,
        will: () => will,
        subscriptions: [nodeTopic(result.nodeId, 'config/desired')],
        random: Math.random,
        onConnected: () => resolve(link),
        onMessage: () => undefined,
        // The coordinator hears of a new node a moment after its enrolment: the link tries again by itself.
        onLost: (why, pauseMs) => pauseMs > LONGEST_PAUSE_MS && reject(new Error(why)),
      });
      link.start();
    });
    return new HostileDevice(result, link);
  }

  get id(): string {
    return this.enrolment.nodeId;
  }

  /** Tells of events, a text each. */
  async tellEvents(texts: readonly string[]): Promise<void> {
    const batch: EventBatch = {
      v: 1,
      bootId: this.#bootId,
      oldest: 0,
      sequence: 0,
      events: texts.map((text) => ({ at: Date.now(), kind: 'failed', text })),
    };
    await this.#publish('event', batch);
  }

  /** Tells of tunnels: to each of these peers one, with these words for its reason and endpoint. */
  async tellTunnels(tunnels: readonly { peer: string; words: string }[]): Promise<void> {
    const none = { sentBytes: 0, sentPackets: 0, receivedBytes: 0, receivedPackets: 0 };
    const at = Date.now();
    const told: TelemetryTunnel[] = tunnels.map(({ peer, words }) => ({
      ...none,
      peer,
      state: 'established',
      route: 'directV4',
      why: words,
      endpoint: words.slice(0, 64),
      since: at,
    }));
    const sample = { ...none, at, relayedBytes: 0, handovers: 0, routes: {}, network: 'wifi' };
    await this.#publish('telemetry', {
      v: 1,
      bootId: this.#bootId,
      oldest: 0,
      sequence: this.#sequence++,
      samples: [sample],
      tunnels: told,
    });
  }

  /** Refuses a revision for a reason of its own words. */
  async refuseConfig(of: { revision: number; hash: string; error: string }): Promise<void> {
    const report = { v: 1, node: this.id, status: 'rejected', bootId: this.#bootId, ...of };
    await this.#publish('config/reported', report);
  }

  async leave(): Promise<void> {
    await this.#link.stop();
  }

  async #publish(leaf: 'event' | 'telemetry' | 'config/reported', payload: unknown): Promise<void> {
    const retain = leaf === 'config/reported';
    await this.#link.publish({
      topic: nodeTopic(this.id, leaf),
      payload: JSON.stringify(payload),
      qos: 1,
      retain,
    });
  }
}
