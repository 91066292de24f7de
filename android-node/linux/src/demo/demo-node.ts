import { bootTimeMs } from '@ntmobile/dataplane';
import type { NetworkInterface } from '@ntmobile/node-core';
import { enrol } from '../enrolment/enrol.ts';
import { loadEnrolment } from '../enrolment/stored-enrolment.ts';
import { type FleetAgent, startFleetAgent } from '../fleet/fleet-agent.ts';
import { DeadlineTimer } from '../host/deadline-timer.ts';
import { systemInterfaces } from '../network/network-monitor.ts';
import { coreEnrolment } from '../run/core-enrolment.ts';
import { type RunningNode, startNode } from '../run/running-node.ts';
import { simulatedMachine } from '../run/simulated-machine.ts';
import { loadOrCreatePrivateKey } from '../state/identity.ts';
import { KeyValueStore } from '../state/key-value-store.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import { DemoDevice } from './demo-device.ts';
import { deviceName, kindOf } from './device-kind.ts';

/** Name and version that coordinator and console show. */
const DEMO_AGENT = 'ntm-demo/0.1.0';
const TUN_MTU = 1_440;
const LOOPBACK = { name: 'lo', addresses: ['127.0.0.1'] };
/** Names of TUNs, of this or another node of this machine. */
const TUN_NAME = /^ntm/;
/** Loopback is a candidate for nodes of the demonstration only. */
const TEST_PREFIXES = ['127.0.0.0/8'];

export interface DemoNodeOptions {
  /** From 1. */
  readonly number: number;
  readonly directory: StateDirectory;
  /** Enrolment string of the demonstration. */
  readonly enrolment: string;
  /** Whole names of the devices that run now. */
  readonly names: () => readonly string[];
  readonly say: (line: string) => void;
}

/** A device of the demonstration: real enrolment, core, data plane, agent; only its TUN and its applications are made up. */
export class DemoNode {
  /** Name of the device in the realm's DNS. */
  readonly name: string;
  readonly node: RunningNode;
  readonly agent: FleetAgent;
  readonly #timer: DeadlineTimer;

  private constructor(options: DemoNodeOptions) {
    const { number, directory, names, say } = options;
    const stored = loadEnrolment(directory);
    if (stored === undefined) throw new Error('not enrolled');
    const { answer } = stored;
    const interfaces = machineInterfaces();
    this.name = `${answer.name}.${answer.realm.domain}`;
    const device = new DemoDevice(
      {
        kind: kindOf(number),
        others: () => names().filter((name) => name !== this.name),
        random: Math.random,
        send: (packets) => this.node.tunPacketsReceived(packets),
      },
      bootTimeMs(),
    );
    this.#timer = new DeadlineTimer(bootTimeMs, () => {
      device.step(bootTimeMs());
      this.#timer.arm(device.dueAt);
    });
    const machine = simulatedMachine({
      interfaces,
      onPackets: (packets) => {
        device.arrived(packets, bootTimeMs());
        this.#timer.arm(device.dueAt);
      },
    });
    this.node = startNode({
      privateKey: loadOrCreatePrivateKey(directory),
      agent: DEMO_AGENT,
      machine: { ...machine, configureTun: async (wanted) => device.configured(wanted) },
      state: new KeyValueStore(directory.child('core')),
      configuration: {
        listenPort: 0,
        tunMtu: TUN_MTU,
        staticAddresses: [],
        peers: [],
        allowedTestPrefixes: TEST_PREFIXES,
      },
    });
    try {
      this.node.handle({ kind: 'enrolled', enrolment: coreEnrolment(answer) });
      this.agent = startFleetAgent({
        node: this.node,
        enrolment: answer,
        state: directory.child('fleet'),
        agent: DEMO_AGENT,
        say,
        interfaces: () => interfaces,
        networkType: () => 'other',
        useUpstream: () => undefined,
      });
    } catch (error) {
      void this.#stopNode().catch(() => undefined);
      throw error;
    }
    this.#timer.arm(device.dueAt);
  }

  /** Enrols, again on each start, so that it learns where the servers are now; waits until the console answers. */
  static async start(options: DemoNodeOptions): Promise<DemoNode> {
    const { directory, enrolment, number, say } = options;
    const request = { state: directory.path, enrolment, name: deviceName(number), again: true };
    await enrol(request, { agent: DEMO_AGENT, platform: 'simulated', say });
    return new DemoNode(options);
  }

  async stop(): Promise<void> {
    await this.agent.stop();
    await this.#stopNode();
  }

  /** The timer ends after the node: each packet that still arrives arms it. */
  async #stopNode(): Promise<void> {
    try {
      await this.node.stop();
    } finally {
      this.#timer.arm(undefined);
    }
  }
}

/** Loopback for each other, and what the machine has at the start, by which real nodes reach the devices. */
function machineInterfaces(): NetworkInterface[] {
  return [LOOPBACK, ...systemInterfaces('').filter(({ name }) => !TUN_NAME.test(name))];
}
