import {
  type Enrolment,
  type NodeInput,
  type NodeOutput,
  type NodeStatus,
  NtmNode,
} from '@ntmobile/node-core';
import {
  type DnsMessage,
  decodeDnsMessage,
  encodeDnsMessage,
  formatIpAddress,
  ipAddressOf,
} from '@ntmobile/shared';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { seededBytes, seededRandom } from '../../android-node/core/src/testing/virtual-network.ts';
import type { Machine, SimNetwork, SimPacket, Site } from './sim-network.ts';
import { SimPlane } from './sim-plane.ts';

const PORT = 5000;
const CONFIGURATION = {
  listenPort: PORT,
  tunMtu: 1440,
  staticAddresses: [],
  peers: [],
  allowedTestPrefixes: [],
};

/** What a DNS query was answered with, and when. */
export interface DnsAnswer {
  readonly rcode: number;
  readonly addresses: readonly string[];
  readonly at: number;
}

/** One run of a node, from switching it on to switching it off. */
export interface NodeLife {
  readonly seed: number;
  readonly privateKey: Uint8Array;
  /** What it stored in runs before. */
  readonly state: Readonly<Record<string, string>>;
}

/** A machine with a whole NTM node: the real core on a data plane of the simulation. */
export class SimNode implements Machine {
  readonly plane: SimPlane;
  readonly site: Site;
  /** What the node stored; outlives a switched-off node. */
  readonly state: Record<string, string>;
  readonly #network: SimNetwork;
  readonly #node: NtmNode;
  readonly #queries = new Map<number, DnsAnswer | undefined>();
  readonly #inputs: NodeInput[] = [];
  #feeding = false;
  #nodeDeadline: number | undefined;
  #status: NodeStatus | undefined;

  constructor(network: SimNetwork, site: Site, life: NodeLife) {
    const { seed, privateKey } = life;
    this.#network = network;
    this.site = site;
    this.state = { ...life.state };
    const randomBytes = seededBytes(seededRandom(seed));
    this.#node = new NtmNode({ primitives: nodePrimitives, randomBytes, privateKey, agent: 'sim 1' });
    this.plane = new SimPlane({
      now: () => network.now,
      raise: (event) => this.feed(event),
      send: (destination, datagram) => this.#send(destination, datagram),
    });
  }

  /** Switches the node on. */
  start(enrolment: Enrolment, wallClockMs: number): void {
    this.#network.attach(this.site, this);
    this.feed({ kind: 'started', wallClockMs, state: this.state });
    this.feed({ kind: 'networkChanged', interfaces: [{ name: 'eth0', addresses: [this.site.address] }] });
    this.feed({ kind: 'configured', configuration: CONFIGURATION });
    this.feed({ kind: 'enrolled', enrolment });
  }

  /** Pulls the plug. */
  stop(): void {
    this.#network.detach(this.site);
  }

  /** An application asks for a name; `answer` tells the result when it is in. */
  query(name: string, type: number): { readonly answer: () => DnsAnswer | undefined } {
    const id = this.#queries.size + 1;
    this.#queries.set(id, undefined);
    this.feed({ kind: 'dnsQueryReceived', id, payload: encodeDnsMessage(queryMessage(name, type)) });
    return { answer: () => this.#queries.get(id) };
  }

  sendData(destination: string, text: string): void {
    this.plane.sendData(destination, text);
    this.#armWake();
  }

  status(): NodeStatus {
    this.feed({ kind: 'statusRequested', id: 0, counters: [] });
    if (this.#status === undefined) throw new Error('the node told no status');
    return this.#status;
  }

  /** The tunnel to a node of this name. */
  tunnelTo(name: string): NodeStatus['tunnels'][number] | undefined {
    return this.status().tunnels.find((tunnel) => tunnel.name === name);
  }

  wake(): void {
    this.plane.timeReached();
    if ((this.#nodeDeadline ?? Number.POSITIVE_INFINITY) <= this.#network.now)
      this.feed({ kind: 'timeReached' });
    this.#armWake();
  }

  receive({ source, datagram }: SimPacket): void {
    if (datagram[0] === 4) this.plane.receive(source, datagram);
    else this.feed({ kind: 'handshakeReceived', socket: 4, source, message: datagram });
    this.#armWake();
  }

  /** Hands an input in; what is raised meanwhile follows it. */
  feed(input: NodeInput): void {
    this.#inputs.push(input);
    if (this.#feeding) return;
    this.#feeding = true;
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) this.#handle(next);
    this.#feeding = false;
    this.#armWake();
  }

  #handle(input: NodeInput): void {
    this.#node.handleInput(input, this.#network.now);
    for (let output = this.#node.pollOutput(); ; output = this.#node.pollOutput()) {
      if (output.kind === 'armTimer') {
        this.#nodeDeadline = output.at;
        return;
      }
      this.#execute(output);
    }
  }

  #execute(output: NodeOutput): void {
    switch (output.kind) {
      case 'openSocket': {
        const { socket, family } = output;
        if (family === 4) this.feed({ kind: 'socketOpened', socket, port: PORT });
        else this.feed({ kind: 'socketFailed', socket, message: 'this network has no IPv6' });
        return;
      }
      case 'sendDatagram':
        this.#send(output.destination, output.datagram);
        return;
      case 'answerDns':
        this.#answered(output.id, decodeDnsMessage(output.payload));
        return;
      case 'saveState':
        this.state[output.key] = output.value;
        return;
      case 'report':
        if (output.report.kind === 'status') this.#status = output.report.status;
        return;
      default:
        this.plane.execute(output);
    }
  }

  #answered(id: number, { rcode, answers }: DnsMessage): void {
    const addresses = answers.map(({ data }) => formatIpAddress(ipAddressOf(data)));
    this.#queries.set(id, { rcode, addresses, at: this.#network.now });
  }

  #send(destination: string, datagram: Uint8Array): void {
    this.#network.send(this.site, { source: `${this.site.address}:${PORT}`, destination, datagram });
  }

  #armWake(): void {
    const times = [this.plane.deadline(), this.#nodeDeadline].filter((at) => at !== undefined);
    this.#network.armWake(this.site, times.length === 0 ? undefined : Math.min(...times));
  }
}

function queryMessage(name: string, type: number): DnsMessage {
  return {
    id: 1,
    response: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    rcode: 0,
    questions: [{ name, type, class: 1 }],
    answers: [],
    authority: [],
    additional: [],
  };
}
