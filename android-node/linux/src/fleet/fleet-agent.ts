/**
 * What an enrolled node does over MQTT: presence, telemetry, events and configuration.
 *
 *   core reports, interfaces -> events, samples -> buffer on disk -> broker -> servers, until they acknowledge
 *   broker -> signed document -> judge -> store, apply, probe by the core, report
 *
 * The broker is a pipe that may break at any time; what matters is on disk here or in the servers' database.
 */
import { bootTimeMs } from '@ntmobile/dataplane';
import type { NetworkInterface, NodeReport } from '@ntmobile/node-core';
import { configReason } from '@ntmobile/shared/config-reason';
import type { AdmittedAnswer } from '@ntmobile/shared/enrolment';
import {
  type ConfigReport,
  type ConfigSections,
  DEFAULT_TELEMETRY_INTERVAL_MS,
  type NetworkType,
  type ReportedStatus,
  type Verdict,
} from '@ntmobile/shared/fleet';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { DeadlineTimer } from '../host/deadline-timer.ts';
import { NetworkMonitor } from '../network/network-monitor.ts';
import { coreEnrolment } from '../run/core-enrolment.ts';
import type { RunningNode } from '../run/running-node.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import type { AgentStatus } from './agent-status.ts';
import { BrokerSide } from './broker-side.ts';
import { ConfigAgent } from './config-agent.ts';
import { received } from './inbox.ts';
import { type EventText, eventText, NodeEvents } from './node-events.ts';
import { Reporting } from './reporting.ts';

/** How often networks are looked at, and deadlines that passed while the machine slept. */
const LOOK_EVERY_MS = 1_000;
const UNWELCOME: readonly ReportedStatus[] = ['rejected', 'failed', 'rolled_back'];

export interface FleetAgentOptions {
  readonly node: Pick<RunningNode, 'status' | 'counters' | 'handle' | 'onReport'>;
  readonly enrolment: AdmittedAnswer;
  /** A directory of the agent's own; what it keeps there for one node id is never another's. */
  readonly state: StateDirectory;
  /** Name and version of the software, at most 64 characters. */
  readonly agent: string;
  readonly say: (line: string) => void;
  readonly interfaces: () => readonly NetworkInterface[];
  readonly networkType: (interfaces: readonly NetworkInterface[]) => NetworkType;
  /** Resolvers for names outside the realm; none: those of the network. */
  readonly useUpstream: (servers: readonly string[]) => void;
}

/** The agent of one node, running. */
export interface FleetAgent {
  status(): AgentStatus;
  /** Says goodbye to the broker, for a second at most. */
  stop(): Promise<void>;
}

/**
 * Starts it; the node was given the coordinators of its enrolment, and keeps running after the agent. Throws where its
 * state cannot be read or the broker cannot be dialled at all; nothing of the agent runs then.
 */
export function startFleetAgent(options: FleetAgentOptions): FleetAgent {
  // Revisions and buffered samples mean nothing in another realm, which a node may enrol in later.
  const state = options.state.child(options.enrolment.nodeId);
  const agent = new Agent({ ...options, state });
  try {
    agent.start();
  } catch (error) {
    void agent.stop().catch(() => undefined);
    throw error;
  }
  return agent;
}

class Agent implements FleetAgent {
  readonly #options: FleetAgentOptions;
  readonly #bootId: string;
  readonly #config: ConfigAgent;
  readonly #reporting: Reporting;
  readonly #broker: BrokerSide;
  readonly #events = new NodeEvents();
  readonly #monitor: NetworkMonitor;
  readonly #timer: DeadlineTimer;
  readonly #counts: Record<string, number> = {};
  #interfaces: readonly NetworkInterface[] | undefined;
  #configDeadline: number | undefined;
  #serverClockOffset: number | undefined;
  #looking: NodeJS.Timeout | undefined;
  #removeListener = () => {};
  #stopped = false;
  /** What was last said of a document: it is reported again on each connection, but is news once. */
  #toldVerdict = '';

  constructor(options: FleetAgentOptions) {
    this.#options = options;
    this.#bootId = options.node.status().bootId;
    this.#reporting = this.#newReporting();
    this.#config = this.#newConfig();
    const { verdict } = this.#config.state;
    if (verdict !== undefined) this.#toldVerdict = verdictWords(verdict);
    this.#broker = this.#newBrokerSide();
    this.#monitor = new NetworkMonitor({
      look: options.interfaces,
      onChange: (interfaces) => this.#networkChanged(interfaces),
      // The node looks as well, and tells what the system says.
      onRefused: () => this.#count('networksNotSeen'),
    });
    this.#timer = new DeadlineTimer(bootTimeMs, () => this.#due());
  }

  start(): void {
    this.#removeListener = this.#options.node.onReport((report) => this.#reported(report));
    this.#config.start(bootTimeMs());
    this.#happened({ kind: 'started', text: eventText(`${this.#options.agent} started`) });
    this.#monitor.check();
    this.#broker.start();
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#turn();
  }

  status(): AgentStatus {
    const { waitingSamples, waitingEvents, givenUp, repeated } = this.#reporting.counts();
    const { committed, verdict } = this.#config.state;
    return {
      broker: this.#broker.state,
      telemetry: { intervalMs: this.#reporting.intervalAt(bootTimeMs()), waitingSamples, waitingEvents },
      config: { ...(committed && { revision: committed.revision }), ...(verdict && { verdict }) },
      counts: { ...this.#counts, givenUp, repeated },
    };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#removeListener();
    clearInterval(this.#looking);
    this.#timer.arm(undefined);
    this.#reporting.conclude(bootTimeMs());
    await this.#broker.stop();
  }

  #newReporting(): Reporting {
    const { node, state, networkType } = this.#options;
    return new Reporting({
      bootId: this.#bootId,
      directory: state,
      now: bootTimeMs(),
      read: () => ({
        status: node.status(),
        counters: node.counters(),
        network: networkType(this.#interfaces ?? []),
      }),
      wallClock: () => this.#wallClock(),
      publish: (leaf, payload) => this.#broker.publish(leaf, payload),
      onLost: (what, message) => this.#count(`${what}NotStored`, message),
      onDiskFailed: (message) => this.#count('diskFailed', message),
    });
  }

  #newConfig(): ConfigAgent {
    const { node, enrolment, state } = this.#options;
    return new ConfigAgent({
      enrolment,
      bootId: this.#bootId,
      primitives: nodePrimitives,
      directory: state,
      effects: {
        applySections: (sections) => this.#applySections(sections),
        useCoordinators: (coordinators) =>
          node.handle({ kind: 'enrolled', enrolment: coreEnrolment({ ...enrolment, coordinators }) }),
        report: (report) => this.#reportConfig(report),
        refused: (code) => {
          this.#count(`config_${code}`);
          this.#happened({ kind: 'configRefused', text: `a configuration was refused: ${code}` });
        },
        armTimer: (at) => {
          this.#configDeadline = at;
        },
        storeFailed: (message) => this.#count('configNotStored', message),
      },
    });
  }

  #newBrokerSide(): BrokerSide {
    const { enrolment, agent, say } = this.#options;
    return new BrokerSide({
      enrolment,
      agent,
      bootId: this.#bootId,
      say,
      onConnected: () => this.#connected(),
      onMessage: (topic, payload) => this.#messageReceived(topic, payload),
      onLost: () => {
        this.#reporting.disconnected();
        this.#counts.brokerLost = (this.#counts.brokerLost ?? 0) + 1;
      },
      // It is sent again after the next connection.
      onNotPublished: ({ message }) => this.#count('notPublished', message),
    });
  }

  #connected(): void {
    this.#config.handle({ kind: 'brokerConnected' }, bootTimeMs());
    this.#reporting.connected();
    this.#turn();
  }

  #messageReceived(topic: string, payload: Uint8Array): void {
    const now = bootTimeMs();
    const message = received(this.#options.enrolment.nodeId, topic, payload);
    // What is committed during the goodbye need not be sent again; all else is for the next start.
    if (this.#stopped && message.kind !== 'acknowledgement') return;
    switch (message.kind) {
      case 'document':
        this.#config.handle(
          { kind: 'documentReceived', jws: message.jws, wallClockMs: this.#wallClock() },
          now,
        );
        break;
      case 'acknowledgement':
        this.#reporting.acknowledged(message.leaf, message.acknowledgement);
        break;
      case 'rate':
        this.#reporting.rateReceived(message.rate, now);
        break;
      case 'nothing':
        break;
      case 'invalid':
        this.#count(`${message.what}_invalid`);
        break;
      default:
        message satisfies never;
    }
    this.#turn();
  }

  #reported(report: NodeReport): void {
    if (report.kind === 'coordinatorProven')
      this.#config.coordinatorProven(report, this.#wallClock(), bootTimeMs());
    if (report.kind === 'status') this.#serverClockOffset = report.status.serverClockOffset;
    const event = this.#events.of(report);
    if (event !== undefined) this.#happened(event);
    // A status is asked for by the turn itself.
    if (report.kind !== 'status') this.#turn();
  }

  #networkChanged(interfaces: readonly NetworkInterface[]): void {
    const isFirst = this.#interfaces === undefined;
    this.#interfaces = interfaces;
    this.#config.handle({ kind: 'networkChanged', usable: interfaces.length > 0 }, bootTimeMs());
    if (isFirst) return;
    const names = interfaces.flatMap(({ name, addresses }) => `${name} ${addresses.join(' ')}`);
    this.#happened({ kind: 'networkChanged', text: eventText(names.join(', ') || 'no network') });
    this.#turn();
  }

  #applySections(sections: ConfigSections | undefined): void {
    const { node, useUpstream } = this.#options;
    const overlay = sections && {
      prefixes: sections.addresses.prefixes,
      searchDomain: sections.dns.searchDomain,
    };
    node.handle({ kind: 'overlayConfigured', overlay: overlay ?? {} });
    useUpstream(sections?.dns.upstream ?? []);
    const seconds = sections?.telemetry.intervalSeconds;
    const intervalMs = seconds === undefined ? DEFAULT_TELEMETRY_INTERVAL_MS : seconds * 1_000;
    this.#reporting.configure(intervalMs, bootTimeMs());
  }

  #reportConfig(report: ConfigReport): void {
    const words = verdictWords(report);
    if (words !== this.#toldVerdict) {
      this.#toldVerdict = words;
      this.#options.say(words);
      if (UNWELCOME.includes(report.status))
        this.#happened({ kind: 'configRefused', text: eventText(words) });
    }
    // Without a connection it is said on the next one.
    if (this.#broker.isConnected) this.#broker.publish('config/reported', JSON.stringify(report));
  }

  #happened(event: EventText): void {
    this.#reporting.happened(event, bootTimeMs());
  }

  #look(): void {
    this.#monitor.check();
    this.#timer.wake();
  }

  #due(): void {
    const now = bootTimeMs();
    if (this.#configDeadline !== undefined && now >= this.#configDeadline)
      this.#config.handle({ kind: 'timeReached' }, now);
    this.#turn();
  }

  /** By the coordinator's clock once it is known: a device without a clock of its own starts in 1970. */
  #wallClock(): number {
    if (this.#serverClockOffset !== undefined) return Math.trunc(bootTimeMs() + this.#serverClockOffset);
    return Math.max(Date.now(), this.#options.enrolment.serverTime);
  }

  /** After each input: publishes what may go and arms the timer. */
  #turn(): void {
    if (this.#stopped) return;
    this.#reporting.turn(bootTimeMs());
    const deadlines = [this.#reporting.deadline(), this.#configDeadline].filter((at) => at !== undefined);
    this.#timer.arm(Math.min(...deadlines));
  }

  #count(name: string, message?: string): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + 1;
    if (message !== undefined && this.#counts[name] === 1) this.#options.say(`${name}: ${message}`);
  }
}

function verdictWords({ revision, status, error }: Pick<Verdict, 'revision' | 'status' | 'error'>): string {
  const reason = configReason({ revision, status, error: error ?? null });
  return `configuration ${revision}: ${status.replace('_', ' ')}${reason === undefined ? '' : `. ${reason}`}`;
}
