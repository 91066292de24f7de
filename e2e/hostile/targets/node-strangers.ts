import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import type { NodeInput } from '../../../android-node/core/src/index.ts';
import type { MemoryHost } from '../../../android-node/core/src/testing/memory-host.ts';
import { registeredPair } from '../../../android-node/core/src/testing/realm.ts';
import type { HostileTarget } from '../hostile-target.ts';
import { countsOf, heldBy } from './node-picture.ts';

const PEER_ADDRESS = '198.18.0.12';
const STRANGER = '203.0.113.66:666';
const SEALED_HEADER = 16;

/** As the data plane hands it up: handshakes, and what is sealed for an index of the core. */
function inputOf(datagram: Uint8Array, source: string, ownIndex: number): NodeInput {
  if (datagram[0] !== 4 || datagram.length < SEALED_HEADER)
    return { kind: 'handshakeReceived', socket: 4, source, message: datagram };
  const counter = new DataView(datagram.buffer, datagram.byteOffset).getBigUint64(8, true);
  return { kind: 'sealedReceived', socket: 4, source, localIndex: ownIndex, counter, packet: datagram };
}

/** Two nodes with a tunnel, and everything that was sent until long after it was built. */
function prepared() {
  const { realm, a, b } = registeredPair(nodePrimitives);
  a.sendData(PEER_ADDRESS, 'first');
  realm.run(1_000);
  b.sendData('198.18.0.11', 'answer');
  // Copies of messages 1 are answered for 5 s.
  realm.run(9_000);
  return { realm, a, b };
}

/** What a node gets from the network, of whoever has no key: handshakes and signalling of its own and of its peer. */
export const nodeStrangers: HostileTarget = {
  name: 'node: handshakes and signalling',
  inputs: 1_000_000,
  longest: 2_000,
  start() {
    const { realm, a, b } = prepared();
    const ownIndex = realm.coordinator.client('a').session?.transport.remoteIndex ?? 0;
    const sources = [STRANGER, b.endpoint, '203.0.113.1:3479'];
    let taken = 0;
    return {
      seeds: realm.network.sent.map(({ datagram }) => datagram),
      take(datagram) {
        const source = sources[taken++ % sources.length] as string;
        a.feed(inputOf(datagram, source, ownIndex));
      },
      processed: () => countsOf(a),
      held: () => heldBy(a),
      serves: () => exchangeData(realm, a, b),
    };
  },
};

function exchangeData(realm: { run(ms: number): void }, a: MemoryHost, b: MemoryHost): void {
  a.sendData(PEER_ADDRESS, 'after');
  realm.run(100);
  if (b.delivered.at(-1) !== 'after') throw new Error('the tunnel carries nothing any more');
}
