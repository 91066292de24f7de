import { type CryptoPrimitives, formatNodeId, parseIpAddress, parsePrefix } from '@ntmobile/shared';
import { ed25519PublicKey, ed25519Sign, noblePrimitives } from '@ntmobile/shared/noble';
import { DirectionCoordinator } from '../coordinator.ts';
import type { CounterName } from '../counters.ts';
import type { NodeProfile } from '../directory/node-profile.ts';
import type { DcInput } from '../inputs.ts';
import type { DcOutput, StoreOutput } from '../outputs.ts';
import { MemoryStore } from './memory-store.ts';
import { TestNode } from './test-node.ts';

type Sent = Extract<DcOutput, { kind: 'sendPacket' }>;

const SIGNING_SEED = new Uint8Array(32).fill(77);
const WORKER_KEY = new Uint8Array(32).fill(99);

/** The wall clock when the bench's monotonic clock shows 0. */
export const START_WALL_CLOCK = 1_800_000_000_000;
export const RECORD_KEY = ed25519PublicKey(SIGNING_SEED);
export const WORKER_PUBLIC_KEY = noblePrimitives.x25519PublicKey(WORKER_KEY);

/** Random bytes of a seed (mulberry32). */
export function seededBytes(seed: number): (length: number) => Uint8Array {
  let state = seed >>> 0;
  const byte = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    return ((mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61))) >>> 12) & 0xff;
  };
  return (length) => Uint8Array.from({ length }, byte);
}

/** A coordinator with its store and a clock that a test moves. Packets to nodes are kept until they are read. */
export class DcBench {
  readonly store = new MemoryStore();
  /** Packets that nobody has taken yet. */
  sent: Sent[] = [];
  /** Every output to the store. */
  stored: StoreOutput[] = [];
  /** When the coordinator in use said that every node with a lease has been called. */
  nodesCalledAt: number | undefined;
  /** Outputs of these kinds are kept in `stored` and not done. */
  readonly unanswered = new Set<StoreOutput['kind']>();
  now = 1000;
  coordinator: DirectionCoordinator;
  readonly #primitives: CryptoPrimitives;
  readonly #privateKey: Uint8Array;
  #starts = 0;
  #nodes = 0;
  #deadline: number | undefined;

  constructor(primitives: CryptoPrimitives = noblePrimitives, privateKey: Uint8Array = WORKER_KEY) {
    this.#primitives = primitives;
    this.#privateKey = privateKey;
    this.coordinator = this.#make();
    this.#start();
  }

  /** A node of the store that the coordinator knows; its virtual address is 198.18.1.(number). */
  addNode(name: string, changes: Partial<NodeProfile> = {}): TestNode {
    const node = this.strangeNode(name, changes);
    this.feed({ kind: 'nodeChanged', profile: node.profile });
    return node;
  }

  /** A node of the store that the coordinator has not heard of. */
  strangeNode(name: string, changes: Partial<NodeProfile> = {}): TestNode {
    this.#nodes += 1;
    const number = this.#nodes;
    const privateKey = new Uint8Array(32).fill(number);
    const profile: NodeProfile = {
      id: formatNodeId(new Uint8Array(16).fill(number)),
      staticKey: noblePrimitives.x25519PublicKey(privateKey),
      name,
      addresses: [parseIpAddress(`198.18.1.${number}`), parseIpAddress(`fd00::1:${number}`)],
      prefixes: [],
      standing: 'admitted',
      ...changes,
    };
    this.store.profiles.set(profile.id, profile);
    return new TestNode(this, profile, privateKey, `192.0.2.${number}:5000`);
  }

  /** A registered node. */
  registeredNode(name: string, changes: Partial<NodeProfile> = {}): TestNode {
    const node = this.addNode(name, changes);
    node.connect();
    node.register();
    return node;
  }

  /** What the console does to a node. */
  change(node: TestNode, changes: Partial<NodeProfile>): void {
    node.profile = { ...node.profile, ...changes };
    this.store.profiles.set(node.profile.id, node.profile);
    this.feed({ kind: 'nodeChanged', profile: node.profile });
  }

  /** Hands an input in and lets the store do its part. */
  feed(input: DcInput): void {
    this.coordinator.handleInput(input, this.now);
    const answers: DcInput[] = [];
    for (;;) {
      const output = this.coordinator.pollOutput();
      if (output.kind === 'armTimer') {
        this.#deadline = output.at;
        break;
      }
      const answer = this.#execute(output);
      if (answer !== undefined) answers.push(answer);
    }
    for (const answer of answers) this.feed(answer);
  }

  receive(source: string, datagram: Uint8Array): void {
    this.feed({ kind: 'packetReceived', source, datagram });
  }

  /** Lets time pass, with every deadline on the way. */
  pass(ms: number): void {
    const end = this.now + ms;
    while (this.#deadline !== undefined && this.#deadline <= end) {
      this.now = Math.max(this.now, this.#deadline);
      this.feed({ kind: 'timeReached' });
    }
    this.now = end;
  }

  /** Takes the packets sent to an endpoint so far. */
  takeSent(destination: string): Uint8Array[] {
    const mine = this.sent.filter((packet) => packet.destination === destination);
    this.sent = this.sent.filter((packet) => packet.destination !== destination);
    return mine.map(({ datagram }) => datagram);
  }

  counter(name: CounterName): number {
    return this.coordinator.status().counters[name];
  }

  /** Another coordinator takes over what the store has, `downFor` ms later. */
  restart(downFor = 0): void {
    this.now += downFor;
    this.coordinator = this.#make();
    this.nodesCalledAt = undefined;
    this.#start();
  }

  #start(): void {
    this.feed({
      kind: 'started',
      wallClockMs: START_WALL_CLOCK + this.now,
      profiles: this.store.startProfiles(),
      leases: [...this.store.leases.values()],
    });
  }

  #execute(output: Exclude<DcOutput, { kind: 'armTimer' }>): DcInput | undefined {
    if (output.kind === 'sendPacket') {
      this.sent.push(output);
      return undefined;
    }
    if (output.kind === 'nodesCalled') {
      this.nodesCalledAt = this.now;
      return undefined;
    }
    this.stored.push(output);
    return this.unanswered.has(output.kind) ? undefined : this.store.execute(output);
  }

  #make(): DirectionCoordinator {
    this.#starts += 1;
    return new DirectionCoordinator({
      primitives: this.#primitives,
      randomBytes: seededBytes(this.#starts),
      keys: { privateKey: this.#privateKey, publicKey: noblePrimitives.x25519PublicKey(this.#privateKey) },
      realm: {
        domain: 'ntm.internal',
        prefixes: [parsePrefix('198.18.0.0/15'), parsePrefix('fd00::/64')],
        resolvers: [parseIpAddress('198.18.0.1')],
      },
      sign: (message) => ed25519Sign(SIGNING_SEED, message),
      allowedTestPrefixes: [],
    });
  }
}
