import { bootTimeMs, DataPlane, type DataPlaneCounters } from '@ntmobile/dataplane';
import {
  type Enrolment,
  type NodeConfiguration,
  type NodeInput,
  type NodeReport,
  type NodeStatus,
  NtmNode,
} from '@ntmobile/node-core';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';

import { NodeHost } from '../host/node-host.ts';
import type { HandshakeKeys } from '../host/ports.ts';
import { NetworkMonitor } from '../network/network-monitor.ts';
import { drawBytes } from './draw-bytes.ts';
import type { Machine } from './machine.ts';
import { portFailure, type StartFailure, tunFailure } from './start-failure.ts';

/** How often networks are looked at, and deadlines that passed while the machine slept. */
const LOOK_EVERY_MS = 1_000;
/** A goodbye that the coordinator has not answered by then is not waited for. */
const GOODBYE_MS = 1_500;

/** What the core stores over runs. */
export interface NodeState {
  /** Everything stored, read once at the start. */
  all(): Readonly<Record<string, string>>;
  /** `now`: durable when it returns; `soon`: within a second. An empty value deletes the key. */
  save(key: string, value: string, urgency: 'now' | 'soon'): void;
  /** Makes durable what waits; called when the node stops. */
  flush?(): void;
}

export interface NodeStart {
  /** X25519 private key, 32 bytes. */
  readonly privateKey: Uint8Array;
  /** Name and version of the software, at most 64 bytes. */
  readonly agent: string;
  readonly machine: Machine;
  readonly state: NodeState;
  readonly configuration: NodeConfiguration;
  /** Absent: only stock peers are served. */
  readonly enrolment?: Enrolment;
  /** Told everything from the first report on, before `startNode` returns. */
  readonly onReport?: (report: NodeReport) => void;
  /** For debugging only: told the secrets of every handshake before its message goes out. */
  readonly onHandshakeKeys?: (keys: HandshakeKeys) => void;
}

/** One node that runs in this process: core, data plane and machine together. */
export interface RunningNode {
  /** X25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The core's view, with the data plane's counters. */
  status(): NodeStatus;
  /** Traffic of the whole node and of each peer, and every refusal by its reason. */
  counters(): DataPlaneCounters;
  /** Hands inputs to the core, in order. */
  handle(...inputs: NodeInput[]): void;
  /** Packets of this node's applications, where the TUN is in memory. */
  tunPacketsReceived(packets: readonly Uint8Array[]): void;
  /** Adds a listener; the returned function removes it. A listener may call back into the node. */
  onReport(listener: (report: NodeReport) => void): () => void;
  /** Says goodbye to the coordinator (at most 1.5 s), then closes everything. Repeated calls wait for the first. */
  stop(): Promise<void>;
}

/**
 * Starts a node; throws StartFailure where the TUN cannot be opened or the listen port is taken, and what the system says
 * where it does not show its networks. The node is closed then, and what it told the system is being taken back.
 */
export function startNode(start: NodeStart): RunningNode {
  return new ComposedNode(start);
}

class ComposedNode implements RunningNode {
  readonly publicKey: Uint8Array;
  readonly #machine: Machine;
  readonly #state: NodeState;
  readonly #plane: DataPlane;
  readonly #host: NodeHost;
  readonly #monitor: NetworkMonitor;
  readonly #listeners = new Set<(report: NodeReport) => void>();
  readonly #waker: NodeJS.Timeout;
  #portFailure: StartFailure | undefined;
  #tunLost = false;
  #lastStatusId = 0;
  #stopped: Promise<void> | undefined;

  constructor(start: NodeStart) {
    const { machine, state, configuration } = start;
    this.#machine = machine;
    this.#state = state;
    const core = coreOf(start);
    this.publicKey = core.publicKey;
    this.#plane = this.#openPlane(configuration.tunMtu);
    this.#host = this.#newHost(core, start);
    this.#monitor = new NetworkMonitor({
      look: () => machine.interfaces(),
      onChange: (interfaces) => this.handle({ kind: 'networkChanged', interfaces }),
      onRefused: (message) => this.#tell({ kind: 'failed', what: 'look at the networks', message }),
    });
    try {
      this.#begin(start);
    } catch (error) {
      this.#host.close();
      // The addresses of the configuration may be on their way to the system; the reason to tell is the one above.
      void machine.close().catch(() => undefined);
      throw error;
    }
    this.#waker = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  status(): NodeStatus {
    this.#lastStatusId += 1;
    const id = this.#lastStatusId;
    let status: NodeStatus | undefined;
    const remove = this.onReport((report) => {
      if (report.kind === 'status' && report.id === id) status = report.status;
    });
    this.handle({ kind: 'statusRequested', id, counters: this.#plane.counters().peers });
    remove();
    if (status === undefined) throw new Error('the node is stopped');
    return status;
  }

  counters(): DataPlaneCounters {
    return this.#plane.counters();
  }

  handle(...inputs: NodeInput[]): void {
    this.#host.handle(...inputs);
  }

  tunPacketsReceived(packets: readonly Uint8Array[]): void {
    this.#plane.tunPacketsReceived(packets);
  }

  onReport(listener: (report: NodeReport) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#leaveAndClose();
    return this.#stopped;
  }

  #begin({ state, configuration, enrolment, onReport }: NodeStart): void {
    const early: NodeReport[] = [];
    const endEarly = this.onReport((report) => early.push(report));
    this.#host.handle(
      { kind: 'started', wallClockMs: Date.now(), state: state.all() },
      { kind: 'configured', configuration },
    );
    endEarly();
    if (this.#portFailure) throw this.#portFailure;
    if (onReport) {
      early.forEach(onReport);
      this.#listeners.add(onReport);
    }
    this.#monitor.check();
    if (enrolment) this.handle({ kind: 'enrolled', enrolment });
  }

  #newHost(core: NtmNode, { machine, state, onHandshakeKeys }: NodeStart): NodeHost {
    return new NodeHost(core, this.#plane, {
      now: bootTimeMs,
      socketAddress: (family) => machine.socketAddress?.(family),
      configureTun: (wanted) => machine.configureTun(wanted),
      askUpstream: (query) => machine.askUpstream(query),
      saveState: (key, value, urgency) => state.save(key, value, urgency),
      report: (report) => this.#tell(report),
      socketRefused: (port, error) => {
        this.#portFailure ??= portFailure(port, error);
      },
      ...(onHandshakeKeys && { logHandshakeKeys: onHandshakeKeys }),
    });
  }

  #openPlane(mtu: number): DataPlane {
    const { tun } = this.#machine;
    const common = {
      identity: { publicKey: this.publicKey },
      udp: 'system',
      // The thread of the sockets runs from the first one on, which the host opens.
      onEvents: (events) => this.#host.handle(...events),
    } satisfies Partial<ConstructorParameters<typeof DataPlane>[0]>;
    if (tun.kind === 'memory')
      return new DataPlane({ ...common, tun: { kind: 'memory', mtu }, onTunPackets: tun.onPackets });
    try {
      return new DataPlane({ ...common, tun: { kind: 'linux', name: tun.name, mtu } });
    } catch (error) {
      throw tunFailure(tun.name, error);
    }
  }

  #tell(report: NodeReport): void {
    for (const listener of [...this.#listeners]) listener(report);
  }

  #look(): void {
    this.#monitor.check();
    this.#host.wake();
    if (this.#tunLost || !this.#plane.counters().totals.tunGone) return;
    this.#tunLost = true;
    this.handle({ kind: 'tunFailed', message: 'it was removed; stop the node and start it again' });
  }

  async #leaveAndClose(): Promise<void> {
    await this.#goodbye();
    clearInterval(this.#waker);
    this.#host.close();
    this.#state.flush?.();
    await this.#machine.close();
  }

  #goodbye(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, GOODBYE_MS);
      this.onReport((report) => {
        if (report.kind !== 'left') return;
        clearTimeout(timer);
        resolve();
      });
      this.handle({ kind: 'stopRequested' });
    });
  }
}

function coreOf({ privateKey, agent, onHandshakeKeys }: NodeStart): NtmNode {
  return new NtmNode({
    primitives: nodePrimitives,
    randomBytes: drawBytes,
    privateKey,
    agent,
    revealHandshakeKeys: onHandshakeKeys !== undefined,
  });
}
