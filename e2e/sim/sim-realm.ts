import { DNS_TYPE, formatNodeId, parseIpAddress } from '@ntmobile/shared';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { seededBytes, seededRandom } from '../../android-node/core/src/testing/virtual-network.ts';
import type { NodeProfile, NodeStanding } from '../../web/src/dc/directory/node-profile.ts';
import type { Nat } from './nat.ts';
import { REALM_DOMAIN, SimCoordinator, START_WALL_CLOCK } from './sim-coordinator.ts';
import { SimNetwork } from './sim-network.ts';
import { SimNode } from './sim-node.ts';

const DEFAULT_HALF_DELAY_MS = 10;
const REALM = { domain: REALM_DOMAIN, prefixes: ['198.18.0.0/15'] };

/** A node of the realm, and what the console knows of it. */
export interface RealmNode {
  readonly name: string;
  /** The node as it runs now. */
  node: SimNode;
  readonly privateKey: Uint8Array;
  readonly virtualAddress: string;
  readonly profile: NodeProfile;
}

/** A whole realm in memory: one coordinator at 203.0.113.1:3479 and nodes that are enrolled when they are added. */
export class SimRealm {
  readonly network: SimNetwork;
  readonly coordinator: SimCoordinator;
  readonly nodes: RealmNode[] = [];
  readonly #seed: number;

  constructor(seed: number, coordinatorHalfDelayMs = DEFAULT_HALF_DELAY_MS) {
    this.#seed = seed;
    this.network = new SimNetwork(seed);
    const site = { address: '203.0.113.1', halfDelayMs: coordinatorHalfDelayMs };
    this.coordinator = new SimCoordinator(this.network, site);
  }

  /** A node that is enrolled and switched on. Without a NAT its address is an open one. */
  add(
    name: string,
    place: { readonly halfDelayMs?: number; readonly nat?: Nat; readonly address?: string } = {},
  ): RealmNode {
    const number = this.nodes.length + 1;
    const [high, low] = [number >> 8, number & 255];
    const seed = this.#seed * 100_000 + number;
    const privateKey = seededBytes(seededRandom(seed))(32);
    const virtualAddress = `198.18.${1 + high}.${low}`;
    const profile: NodeProfile = {
      id: formatNodeId(seededBytes(seededRandom(seed + 50_000))(16)),
      staticKey: nodePrimitives.x25519PublicKey(privateKey),
      name,
      addresses: [parseIpAddress(virtualAddress)],
      prefixes: [],
      standing: 'admitted',
    };
    const { halfDelayMs = DEFAULT_HALF_DELAY_MS, nat } = place;
    const address = place.address ?? (nat === undefined ? `192.0.${2 + high}.${low}` : `192.168.1.${low}`);
    const site = { address, halfDelayMs, ...(nat !== undefined && { nat }) };
    const node = new SimNode(this.network, site, { seed: seed + 1, privateKey, state: {} });
    const member = { name, node, privateKey, virtualAddress, profile };
    this.nodes.push(member);
    this.coordinator.put(profile);
    this.#switchOn(member);
    return member;
  }

  /**
   * The machine of a node loses its power and boots at once; only what the node stored is left, or what of it is
   * said to have reached the disk.
   */
  powerCycle(
    member: RealmNode,
    boot: { readonly state?: Readonly<Record<string, string>>; readonly clockBehindMs?: number } = {},
  ): void {
    const { site, state } = member.node;
    member.node.stop();
    const seed = this.#seed * 100_000 + 90_000 + Math.floor(this.network.now);
    const life = { seed, privateKey: member.privateKey, state: boot.state ?? state };
    member.node = new SimNode(this.network, site, life);
    this.#switchOn(member, boot.clockBehindMs);
  }

  #switchOn({ node, profile, name }: RealmNode, clockBehindMs = 0): void {
    const { publicKey, endpoint, recordKey } = this.coordinator;
    const coordinators = [{ publicKey, endpoints: [endpoint] }];
    const enrolment = { nodeId: profile.id, name, coordinators, recordKey, realm: REALM };
    node.start(enrolment, START_WALL_CLOCK + this.network.now - clockBehindMs);
  }

  /** What the console does to a node. */
  setStanding({ profile }: RealmNode, standing: NodeStanding): void {
    this.coordinator.put({ ...profile, standing });
  }

  run(ms: number, until?: () => boolean): boolean {
    return this.network.run(ms, until);
  }

  /** Until every node is registered; throws when that takes longer. */
  settle(withinMs = 10_000): void {
    const waiting = new Set(this.nodes);
    for (let passed = 0; passed < withinMs; passed += 50) {
      for (const member of waiting)
        if (member.node.status().coordinator.state === 'registered') waiting.delete(member);
      if (waiting.size === 0) return;
      this.run(50);
    }
    throw new Error(`${waiting.size} nodes did not register within ${withinMs} ms`);
  }

  /**
   * An application of one node asks for the other's name and sends a text as soon as it has an answer. Returns the
   * time from the query to the sending of the text, or undefined when it was not sent within 10 s.
   */
  call(caller: RealmNode, callee: RealmNode, text: string): number | undefined {
    const asked = this.network.now;
    const query = caller.node.query(`${callee.name}.${REALM_DOMAIN}`, DNS_TYPE.A);
    if (!this.run(3000, () => query.answer() !== undefined)) return undefined;
    const [address] = query.answer()?.addresses ?? [];
    if (address === undefined) return undefined;
    caller.node.sendData(address, text);
    const sent = () => caller.node.plane.dataSent.find((one) => one.text === text);
    this.run(10_000, () => sent() !== undefined);
    const at = sent()?.at;
    return at === undefined ? undefined : at - asked;
  }

  /** True once the text is at the node's application. */
  arrived(at: RealmNode, text: string, withinMs = 5000): boolean {
    return this.run(withinMs, () => at.node.plane.delivered.some((one) => one.text === text));
  }
}
