import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFleetAgent } from '@ntmobile/linux-node';
import { parseIpAddress } from '@ntmobile/shared';
import { type AdmittedAnswer, parseEnrolmentString } from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { udpPacket } from '../../android-node/linux/src/demo/inner-packet.ts';
import { attemptEnrolment } from '../../android-node/linux/src/enrolment/attempt.ts';
import type { FleetAgent } from '../../android-node/linux/src/fleet/fleet-agent.ts';
import { coreEnrolment } from '../../android-node/linux/src/run/core-enrolment.ts';
import { type RunningNode, startNode } from '../../android-node/linux/src/run/running-node.ts';
import { simulatedMachine } from '../../android-node/linux/src/run/simulated-machine.ts';
import { loadOrCreatePrivateKey } from '../../android-node/linux/src/state/identity.ts';
import { KeyValueStore } from '../../android-node/linux/src/state/key-value-store.ts';
import { nextEnrolmentStamp } from '../../android-node/linux/src/state/stamp.ts';
import { StateDirectory } from '../../android-node/linux/src/state/state-directory.ts';
import type { WholeRealm } from './whole-realm.ts';

const LOOPBACK = [{ name: 'lo', addresses: ['127.0.0.1'] }];

/** A node of the tests: real core, data plane and agent; its TUN is in memory. */
export class TestNode {
  readonly directory: StateDirectory;
  readonly enrolment: AdmittedAnswer;
  readonly said: string[] = [];
  /** Inner packets that came out of tunnels. */
  arrived = 0;
  /** Networks that the node is told of. */
  networks: readonly { name: string; addresses: string[] }[] = LOOPBACK;
  readonly upstream: string[][] = [];
  node: RunningNode;
  agent: FleetAgent;

  private constructor(directory: StateDirectory, enrolment: AdmittedAnswer) {
    this.directory = directory;
    this.enrolment = enrolment;
    this.node = this.#startNode();
    this.agent = this.#startAgent();
  }

  /** Enrols over HTTP with the demonstration's key and starts. */
  static async enrol(realm: WholeRealm, name: string, change: Partial<AdmittedAnswer['broker']> = {}) {
    const directory = new StateDirectory(join(realm.dataDirectory, 'nodes', name));
    const invitation = await readFile(join(realm.dataDirectory, 'demo-enrolment'), 'utf8');
    const privateKey = loadOrCreatePrivateKey(directory);
    const outcome = await attemptEnrolment({
      invitation: parseEnrolmentString(invitation.trim()),
      local: { privateKey, publicKey: nodePrimitives.x25519PublicKey(privateKey) },
      request: {
        agent: 'test 1',
        platform: 'simulated',
        name,
        stamp: nextEnrolmentStamp(directory, Date.now()),
      },
    });
    if (outcome.kind !== 'enrolled') throw new Error(`not enrolled: ${JSON.stringify(outcome)}`);
    const answer = outcome.result;
    return new TestNode(directory, { ...answer, broker: { ...answer.broker, ...change } });
  }

  get id(): string {
    return this.enrolment.nodeId;
  }

  /** Starts again over the same directory, as after a crash. */
  restart(): void {
    this.node = this.#startNode();
    this.agent = this.#startAgent();
  }

  async stop(): Promise<void> {
    await this.agent.stop();
    await this.node.stop();
  }

  /** A datagram of this many bytes to another node's virtual address. */
  send(other: TestNode, bytes: number): void {
    const [source, destination] = [this, other].map(({ node }) =>
      parseIpAddress(node.status().virtualAddresses[0] as string),
    );
    if (source === undefined || destination === undefined) throw new Error('no virtual address yet');
    const payload = new Uint8Array(bytes);
    this.node.tunPacketsReceived([
      udpPacket({ source, destination, sourcePort: 7, destinationPort: 9, payload }),
    ]);
  }

  #startNode(): RunningNode {
    const node = startNode({
      privateKey: loadOrCreatePrivateKey(this.directory),
      agent: 'test 1',
      machine: simulatedMachine({
        interfaces: LOOPBACK,
        onPackets: (packets) => {
          this.arrived += packets.length;
        },
      }),
      state: new KeyValueStore(this.directory.child('core')),
      configuration: {
        listenPort: 0,
        tunMtu: 1_440,
        staticAddresses: [],
        peers: [],
        allowedTestPrefixes: ['127.0.0.0/8'],
      },
    });
    node.handle({ kind: 'enrolled', enrolment: coreEnrolment(this.enrolment) });
    return node;
  }

  #startAgent(): FleetAgent {
    return startFleetAgent({
      node: this.node,
      enrolment: this.enrolment,
      state: this.directory.child('fleet'),
      agent: 'test 1',
      say: (line) => this.said.push(line),
      interfaces: () => this.networks,
      networkType: () => 'other',
      useUpstream: (servers) => this.upstream.push([...servers]),
    });
  }
}
