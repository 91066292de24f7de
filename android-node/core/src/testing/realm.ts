import type { CryptoPrimitives } from '@ntmobile/shared';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { MemoryHost } from './memory-host.ts';
import { TestCoordinator } from './test-coordinator.ts';
import { VirtualNetwork } from './virtual-network.ts';

const CONFIGURATION = {
  listenPort: 5000,
  tunMtu: 1440,
  staticAddresses: [],
  peers: [],
  allowedTestPrefixes: [],
};

/** A realm in memory: a coordinator at 203.0.113.1:3479 and nodes that are named when they are added. */
export class TestRealm {
  readonly network: VirtualNetwork;
  readonly coordinator: TestCoordinator;
  readonly #primitives: CryptoPrimitives;
  #nodes = 0;

  constructor(seed = 1, primitives: CryptoPrimitives = noblePrimitives) {
    this.#primitives = primitives;
    this.network = new VirtualNetwork(seed);
    this.coordinator = new TestCoordinator(this.network, '203.0.113.1:3479');
  }

  /** A started, enrolled node; its virtual address is 198.18.0.(10 + number). */
  addNode(name: string, others: readonly TestCoordinator[] = []): MemoryHost {
    this.#nodes += 1;
    const number = this.#nodes;
    const privateKey = new Uint8Array(32).fill(number);
    const of = { seed: number, privateKey, primitives: this.#primitives };
    const host = new MemoryHost(this.network, `192.0.2.${number}`, of);
    const node = {
      name,
      staticKey: noblePrimitives.x25519PublicKey(privateKey),
      nodeId: new Uint8Array(16).fill(number),
      address: `198.18.0.${10 + number}`,
    };
    for (const one of [this.coordinator, ...others]) one.know(node);
    host.feed({ kind: 'started', wallClockMs: 1_800_000_000_000, state: {} });
    host.feed({ kind: 'networkChanged', interfaces: [{ name: 'eth0', addresses: [`192.0.2.${number}`] }] });
    host.feed({ kind: 'configured', configuration: CONFIGURATION });
    host.feed({ kind: 'enrolled', enrolment: this.coordinator.enrolmentOf(name, others) });
    return host;
  }

  /** Lets the time pass. */
  run(ms: number): void {
    this.network.run(ms);
  }
}

/** A realm of its own with two nodes, `a` at 198.18.0.11 and `b` at 198.18.0.12, registered and without a tunnel. */
export function registeredPair(primitives?: CryptoPrimitives): {
  realm: TestRealm;
  a: MemoryHost;
  b: MemoryHost;
} {
  const realm = new TestRealm(1, primitives);
  const [a, b] = [realm.addNode('a'), realm.addNode('b')];
  realm.run(100);
  return { realm, a, b };
}
