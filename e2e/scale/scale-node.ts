import { setTimeout as sleep } from 'node:timers/promises';
import type { NetworkInterface } from '@ntmobile/node-core';
import { type IpAddress, parseIpAddress } from '@ntmobile/shared';
import type { AdmittedAnswer, EnrolmentInvitation } from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { readUdp, udpPacket } from '../../android-node/linux/src/demo/inner-packet.ts';
import { attemptEnrolment } from '../../android-node/linux/src/enrolment/attempt.ts';
import { enrolUntilFinal } from '../../android-node/linux/src/enrolment/retry.ts';
import { type FleetAgent, startFleetAgent } from '../../android-node/linux/src/fleet/fleet-agent.ts';
import { coreEnrolment } from '../../android-node/linux/src/run/core-enrolment.ts';
import { type RunningNode, startNode } from '../../android-node/linux/src/run/running-node.ts';
import { simulatedMachine } from '../../android-node/linux/src/run/simulated-machine.ts';
import { loadOrCreatePrivateKey } from '../../android-node/linux/src/state/identity.ts';
import { KeyValueStore } from '../../android-node/linux/src/state/key-value-store.ts';
import { nextEnrolmentStamp } from '../../android-node/linux/src/state/stamp.ts';
import { MemoryDirectory } from './memory-directory.ts';
import { ProducedItems } from './produced-items.ts';

const AGENT = 'ntm-fleet/0.1.0';
const TUN_MTU = 1_440;
const TEST_PREFIXES = ['127.0.0.0/8'];
const PORT = 9;

/** How one enrols. */
export interface Admission {
  readonly invitation: EnrolmentInvitation;
  /** Wished name. */
  readonly name: string;
  /** Networks that the node is told of. */
  readonly interfaces: readonly NetworkInterface[];
  /** Address that it sends from; the system's choice where absent. */
  readonly socketAddress?: string;
  /** Where it reaches the broker; as enrolment says where absent. */
  readonly brokerEndpoint?: string;
}

type Network = Omit<Admission, 'invitation' | 'name' | 'brokerEndpoint'>;

/** One node of the fleet: real enrolment, core, data plane, sockets and agent; its TUN and its disk are in memory. */
export class ScaleNode {
  readonly enrolment: AdmittedAnswer;
  readonly produced: ProducedItems;
  /** Told the payload of each datagram that came out of a tunnel. */
  onDatagram: (payload: Uint8Array) => void = () => undefined;
  readonly #directory: MemoryDirectory;
  readonly #network: Network;
  #node: RunningNode | undefined;
  #agent: FleetAgent | undefined;
  #knownAddress: IpAddress | undefined;
  #isRegistered = false;

  private constructor(
    enrolment: AdmittedAnswer,
    of: { directory: MemoryDirectory; produced: ProducedItems; network: Network },
  ) {
    this.enrolment = enrolment;
    this.produced = of.produced;
    this.#directory = of.directory;
    this.#network = of.network;
  }

  /** Asks until the realm admits; Error where it refuses. */
  static async enrol({ invitation, name, brokerEndpoint, ...network }: Admission): Promise<ScaleNode> {
    const produced = new ProducedItems();
    const directory = new MemoryDirectory('', (path) => produced.written(path));
    const privateKey = loadOrCreatePrivateKey(directory);
    const local = { privateKey, publicKey: nodePrimitives.x25519PublicKey(privateKey) };
    const outcome = await enrolUntilFinal({
      attempt: () => {
        const stamp = nextEnrolmentStamp(directory, Date.now());
        const request = { agent: AGENT, platform: 'simulated', name, stamp } as const;
        return attemptEnrolment({ invitation, local, request });
      },
      sleep: (ms) => sleep(ms),
      random: Math.random,
      onWaiting: () => undefined,
    });
    if (outcome.kind === 'refused') throw new Error(`${name} was refused: ${outcome.message}`);
    const { broker } = outcome.result;
    const enrolment = {
      ...outcome.result,
      broker: { ...broker, endpoint: brokerEndpoint ?? broker.endpoint },
    };
    return new ScaleNode(enrolment, { directory, produced, network });
  }

  get id(): string {
    return this.enrolment.nodeId;
  }

  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  get isConnected(): boolean {
    return this.connectedSince !== undefined;
  }

  /** When its connection to the broker began, in milliseconds since 1970; undefined while it has none. */
  get connectedSince(): number | undefined {
    const broker = this.#agent?.status().broker;
    return broker?.state === 'connected' ? broker.since : undefined;
  }

  /** Whether the newest revision it knows of is in force. */
  get appliedRevision(): number | undefined {
    const verdict = this.#agent?.status().config.verdict;
    return verdict?.status === 'applied' ? verdict.revision : undefined;
  }

  /** Samples and events that it has given up for want of room. */
  get givenUpItems(): number {
    return this.#agent?.status().counts.givenUp ?? 0;
  }

  /** It registers with the coordinator. */
  start(): void {
    this.#node = this.#startNode();
  }

  /** It connects to the broker, once the node runs. */
  startAgent(): void {
    this.#agent = startFleetAgent({
      node: this.#running(this.#node),
      enrolment: this.enrolment,
      state: this.#directory.child('fleet'),
      agent: AGENT,
      say: () => undefined,
      interfaces: () => this.#network.interfaces,
      networkType: () => 'other',
      useUpstream: () => undefined,
    });
  }

  /** A datagram to another node's virtual address, through the tunnel to it. */
  send(other: ScaleNode, payload: Uint8Array): void {
    const packet = udpPacket({
      source: this.#address(),
      destination: other.#address(),
      sourcePort: PORT,
      destinationPort: PORT,
      payload,
    });
    this.#running(this.#node).tunPacketsReceived([packet]);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#agent?.stop(), this.#node?.stop()]);
    this.#agent = undefined;
    this.#node = undefined;
  }

  #running<Part>(part: Part | undefined): Part {
    if (part === undefined) throw new Error(`${this.enrolment.name} does not run`);
    return part;
  }

  #startNode(): RunningNode {
    return startNode({
      privateKey: loadOrCreatePrivateKey(this.#directory),
      agent: AGENT,
      machine: simulatedMachine({
        ...this.#network,
        onPackets: (packets) => this.#arrived(packets),
      }),
      state: new KeyValueStore(this.#directory.child('core')),
      configuration: {
        listenPort: 0,
        tunMtu: TUN_MTU,
        staticAddresses: [],
        peers: [],
        allowedTestPrefixes: TEST_PREFIXES,
      },
      enrolment: coreEnrolment(this.enrolment),
      onReport: (report) => {
        if (report.kind === 'coordinatorChanged')
          this.#isRegistered = report.coordinator.state === 'registered';
      },
    });
  }

  #arrived(packets: readonly Uint8Array[]): void {
    for (const packet of packets) {
      const datagram = readUdp(packet);
      if (datagram?.destinationPort === PORT) this.onDatagram(datagram.payload);
    }
  }

  /** Asked of the core once: a whole status for each packet would keep this process from everything else. */
  #address(): IpAddress {
    this.#knownAddress ??= this.#askAddress();
    return this.#knownAddress;
  }

  #askAddress(): IpAddress {
    const text = this.#running(this.#node).status().virtualAddresses[0];
    const address = text === undefined ? undefined : parseIpAddress(text);
    if (address === undefined) throw new Error(`${this.enrolment.name} has no virtual address yet`);
    return address;
  }
}
