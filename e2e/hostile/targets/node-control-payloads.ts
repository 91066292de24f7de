import { bytesEqual, encodeFrame, FRAME_TYPE, type SignallingFrame } from '@ntmobile/shared';
import { TestRealm } from '../../../android-node/core/src/testing/realm.ts';
import { decodeControl } from '../../../android-node/core/src/tunnel/control-payload.ts';
import type { HostileTarget } from '../hostile-target.ts';
import { countsOf, heldBy } from './node-picture.ts';

const HOSTILE_ADDRESS = '198.18.0.12';
const OTHER_ADDRESS = '198.18.0.13';
/** Bytes of a hello that end inside its path. */
const BEFORE_ITS_PATH = 16;
const INPUTS_OF_A_STEP = 1_000;
const STEP_MS = 20;

/** A node with tunnels to two others; the first of them is hostile. */
function prepared() {
  const realm = new TestRealm();
  const [node, hostile, other] = [realm.addNode('a'), realm.addNode('b'), realm.addNode('c')];
  realm.run(100);
  node.sendData(HOSTILE_ADDRESS, 'first');
  realm.run(1_000);
  const session = [...node.sessions.values()].at(-1);
  node.sendData(OTHER_ADDRESS, 'first');
  realm.run(2_000);
  if (session === undefined) throw new Error('there is no tunnel');
  return { realm, node, hostile, other, session };
}

function controlFrames(pathId: Uint8Array): readonly SignallingFrame[] {
  const hello = { capabilities: { control: 1 }, innerMtu: 1400, ciphers: [] } as const;
  return [
    { kind: 'sessionHello', transaction: 1, answer: false, pathId, ...hello },
    { kind: 'sessionHello', transaction: 1, answer: true, pathId, ...hello },
    { kind: 'mtuProbe', transaction: 1, size: 1300 },
    { kind: 'mtuProbeAnswer', transaction: 1, size: 1300 },
  ];
}

/** What an enrolled correspondent says inside its own tunnel: whatever it is, other tunnels do not notice. */
export const nodeControlPayloads: HostileTarget = {
  name: "node: a correspondent's control payloads",
  inputs: 1_000_000,
  longest: 1_440,
  start() {
    const { realm, node, hostile, other, session } = prepared();
    const direction = realm.coordinator.routeDirection('a', 'b', 'initiator');
    const pathId = direction.kind === 'routeDirection' ? direction.pathId : new Uint8Array(16);
    const { peer, localIndex } = session;
    let [handed, answered] = [0, 0];
    const pass = (ms: number) => {
      realm.run(ms);
      node.outputs.length = 0;
      hostile.outputs.length = 0;
      realm.network.sent.length = 0;
    };
    return {
      seeds: controlFrames(pathId).map(encodeFrame),
      take(input) {
        const frame = input[0] === FRAME_TYPE.sessionHello ? decodeControl(input) : undefined;
        // A hello of another path ends this session, as it should, and nothing more could be tried in it.
        const endsSession = frame?.kind === 'sessionHello' && !bytesEqual(frame.pathId, pathId);
        const payload = endsSession ? input.subarray(0, BEFORE_ITS_PATH) : input;
        const before = node.outputs.length;
        node.feed({
          kind: 'controlReceived',
          peer,
          localIndex,
          source: hostile.endpoint,
          counter: BigInt(1_000 + handed),
          payload,
        });
        if (!node.sessions.has(localIndex)) throw new Error('the session ended');
        handed += 1;
        if (node.outputs.length > before) answered += 1;
        if (handed % INPUTS_OF_A_STEP === 0) pass(STEP_MS);
      },
      settle: () => pass(3_000),
      processed: () => answered + countsOf(node),
      held() {
        const { status, peers, sessions, state } = heldBy(node);
        const tunnels = status.tunnels.filter((tunnel) => tunnel.peer !== peer);
        return { ...status, tunnels, peers, sessions: [...sessions.keys()], state };
      },
      serves() {
        node.sendData(HOSTILE_ADDRESS, 'after');
        node.sendData(OTHER_ADDRESS, 'after');
        realm.run(100);
        for (const { delivered } of [hostile, other])
          if (delivered.at(-1) !== 'after') throw new Error('a tunnel carries nothing any more');
      },
    };
  },
};
