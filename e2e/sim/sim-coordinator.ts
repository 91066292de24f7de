import { parseIpAddress, parsePrefix } from '@ntmobile/shared';
import { ed25519PublicKey } from '@ntmobile/shared/noble';
import { ed25519Signer, nodePrimitives } from '@ntmobile/shared/node-crypto';
import { seededBytes, seededRandom } from '../../android-node/core/src/testing/virtual-network.ts';
import { DirectionCoordinator } from '../../web/src/dc/coordinator.ts';
import type { CoordinatorStatus } from '../../web/src/dc/coordinator-status.ts';
import type { NodeProfile } from '../../web/src/dc/directory/node-profile.ts';
import type { DcInput } from '../../web/src/dc/inputs.ts';
import { MemoryStore } from '../../web/src/dc/testing/memory-store.ts';
import type { Machine, SimNetwork, SimPacket, Site } from './sim-network.ts';

const PRIVATE_KEY = new Uint8Array(32).fill(99);
const SIGNING_SEED = new Uint8Array(32).fill(77);
const PORT = 3479;

/** The wall clock when the simulation begins. */
export const START_WALL_CLOCK = 1_800_000_000_000;
export const REALM_DOMAIN = 'ntm.internal';

/** A machine with the real coordinator on a store in memory, which outlives it. */
export class SimCoordinator implements Machine {
  readonly store = new MemoryStore();
  readonly site: Site;
  readonly endpoint: string;
  readonly publicKey = nodePrimitives.x25519PublicKey(PRIVATE_KEY);
  readonly recordKey = ed25519PublicKey(SIGNING_SEED);
  readonly #network: SimNetwork;
  #coordinator: DirectionCoordinator;
  #starts = 0;

  constructor(network: SimNetwork, site: Site) {
    this.#network = network;
    this.site = site;
    this.endpoint = `${site.address}:${PORT}`;
    this.#coordinator = this.#make();
    this.start();
  }

  /** Starts anew from what the store holds. */
  start(): void {
    this.#coordinator = this.#make();
    this.#network.attach(this.site, this);
    this.feed({
      kind: 'started',
      wallClockMs: START_WALL_CLOCK + this.#network.now,
      profiles: this.store.startProfiles(),
      leases: [...this.store.leases.values()],
    });
  }

  /** Pulls the plug. */
  stop(): void {
    this.#network.detach(this.site);
  }

  /** The console admitted or changed a node. */
  put(profile: NodeProfile): void {
    this.store.profiles.set(profile.id, profile);
    this.feed({ kind: 'nodeChanged', profile });
  }

  status(): CoordinatorStatus {
    return this.#coordinator.status();
  }

  receive({ source, datagram }: SimPacket): void {
    this.feed({ kind: 'packetReceived', source, datagram });
  }

  wake(): void {
    this.feed({ kind: 'timeReached' });
  }

  feed(input: DcInput): void {
    const inputs = [input];
    for (let next = inputs.shift(); next !== undefined; next = inputs.shift()) {
      this.#coordinator.handleInput(next, this.#network.now);
      inputs.push(...this.#drain());
    }
  }

  /** Does all outputs; returns what the store answers. */
  #drain(): DcInput[] {
    const answers: DcInput[] = [];
    for (;;) {
      const output = this.#coordinator.pollOutput();
      if (output.kind === 'armTimer') {
        this.#network.armWake(this.site, output.at);
        return answers;
      }
      if (output.kind === 'sendPacket') {
        const { destination, datagram } = output;
        this.#network.send(this.site, { source: this.endpoint, destination, datagram });
        continue;
      }
      if (output.kind === 'nodesCalled') continue;
      const answer = this.store.execute(output);
      if (answer !== undefined) answers.push(answer);
    }
  }

  #make(): DirectionCoordinator {
    this.#starts += 1;
    return new DirectionCoordinator({
      primitives: nodePrimitives,
      randomBytes: seededBytes(seededRandom(10_000 + this.#starts)),
      keys: { privateKey: PRIVATE_KEY, publicKey: this.publicKey },
      realm: {
        domain: REALM_DOMAIN,
        prefixes: [parsePrefix('198.18.0.0/15')],
        resolvers: [parseIpAddress('198.18.0.1')],
      },
      sign: ed25519Signer(SIGNING_SEED),
      allowedTestPrefixes: [],
    });
  }
}
