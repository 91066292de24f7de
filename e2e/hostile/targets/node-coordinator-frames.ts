import { encodeFrame, type SignallingFrame } from '@ntmobile/shared';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { registeredPair } from '../../../android-node/core/src/testing/realm.ts';
import signalling from '../../../shared/vectors/signalling-frames.json' with { type: 'json' };
import type { HostileTarget } from '../hostile-target.ts';
import { statusOf } from './node-picture.ts';

const PEER_ADDRESS = '198.18.0.12';
const COORDINATOR = '203.0.113.1:3479';
const LONGEST_PLAINTEXT = 1_160;
/** For one packet: messages 1 to every candidate of a direction, answers, programming of the data plane. */
const MOST_OUTPUTS = 60;
const INPUTS_OF_A_STEP = 50;
const STEP_MS = 20;

/** What the coordinator says in earnest, with signatures and names that are right. */
function framesOfRealm(
  direction: SignallingFrame & { readonly kind: 'routeDirection' },
): readonly SignallingFrame[] {
  const { pathId } = direction;
  return [
    { ...direction, transaction: 5_000 },
    { ...direction, transaction: 5_001, role: 'responder' },
    { kind: 'routeWithdrawal', transaction: 5_002, target: { kind: 'path', pathId }, reason: 'offline' },
    { kind: 'routeWithdrawal', transaction: 5_003, target: { kind: 'path', pathId }, reason: 'policy' },
  ];
}

/** Whatever a coordinator says in its own session, sealed as it should be: a node stays itself, inside its realm. */
export const nodeCoordinatorFrames: HostileTarget = {
  name: "node: a hostile coordinator's frames",
  inputs: 500_000,
  longest: LONGEST_PLAINTEXT,
  start() {
    const { realm, a, b } = registeredPair(nodePrimitives);
    const direction = realm.coordinator.routeDirection('a', 'b', 'initiator');
    if (direction.kind !== 'routeDirection') throw new Error('no direction');
    let handed = 0;
    const pass = (ms: number) => {
      realm.run(ms);
      for (const node of [a, b]) node.outputs.length = 0;
      realm.network.sent.length = 0;
      realm.coordinator.frames.length = 0;
    };
    return {
      seeds: [
        ...framesOfRealm(direction).map(encodeFrame),
        ...signalling.frames.map(({ packet }) => new Uint8Array(Buffer.from(packet, 'hex'))),
      ],
      take(plaintext) {
        const datagram = realm.coordinator.client('a').session?.transport.seal(plaintext);
        if (datagram === undefined) throw new Error('the session with the coordinator ended');
        const before = a.outputs.length;
        a.receive({ source: COORDINATOR, destination: a.endpoint, datagram });
        if (a.outputs.length - before > MOST_OUTPUTS) throw new Error('one packet brought about too much');
        handed += 1;
        if (handed % INPUTS_OF_A_STEP === 0) pass(STEP_MS);
      },
      settle: () => pass(10_000),
      held() {
        const { bootId, nodeId, name, realmDomain, virtualAddresses, coordinator } = statusOf(a);
        const outside = [...a.peers.values()].filter(
          ({ prefixes }) => !prefixes.every((prefix) => prefix.startsWith('198.18.0.')),
        );
        return { bootId, nodeId, name, realmDomain, virtualAddresses, state: coordinator.state, outside };
      },
      serves() {
        a.sendData(PEER_ADDRESS, 'first');
        realm.run(6_000);
        a.sendData(PEER_ADDRESS, 'after');
        realm.run(1_000);
        if (b.delivered.at(-1) !== 'after') throw new Error('the tunnel carries nothing any more');
      },
    };
  },
};
