import { isDeepStrictEqual } from 'node:util';
import { DNS_TYPE, encodeDnsMessage, encodeFrame, type SignallingFrame } from '@ntmobile/shared';
import type { NodeInput, NodeOutput } from '../../../android-node/core/src/index.ts';
import type { MemoryHost } from '../../../android-node/core/src/testing/memory-host.ts';
import { TestRealm } from '../../../android-node/core/src/testing/realm.ts';
import dns from '../../../shared/vectors/dns-messages.json' with { type: 'json' };
import signalling from '../../../shared/vectors/signalling-frames.json' with { type: 'json' };
import { type FuzzTarget, must } from '../target.ts';

const STRANGER = '203.0.113.66:666';
const PEER_ADDRESS = '198.18.0.12';
const INPUTS_OF_A_REALM = 100;
const STEP_MS = 20;
const MOST_OUTPUTS = 60;
const MESSAGE_LENGTHS = [0, 148, 92, 64];

/** A realm whose node under trial has a tunnel. */
class PreparedRealm {
  readonly realm = new TestRealm();
  readonly node = this.realm.addNode('a');
  inputs = 0;

  constructor() {
    this.realm.addNode('b');
    this.realm.run(100);
    this.node.sendData(PEER_ADDRESS, 'first');
    this.realm.run(1000);
  }
}

let prepared: PreparedRealm | undefined;
let realm: TestRealm;
let node: MemoryHost;

function prepare(): void {
  if (prepared === undefined || prepared.inputs === INPUTS_OF_A_REALM) prepared = new PreparedRealm();
  ({ realm, node } = prepared);
  prepared.inputs += 1;
}

/** What an input brought about, reports aside. */
function outputsOf(input: NodeInput): readonly NodeOutput[] {
  const before = node.outputs.length;
  node.feed(input);
  return node.outputs.slice(before).filter(({ kind }) => kind !== 'report');
}

/** What the node holds, and how often it refused something. */
function status(): { readonly held: unknown; readonly counted: number } {
  node.feed({ kind: 'statusRequested', id: 1, counters: [] });
  const report = node.reports.at(-1);
  must(report?.kind === 'status', 'the node does not tell its status');
  const { counts, ...held } = report.status;
  return { held, counted: Object.values(counts).reduce((sum, count) => sum + count, 0) };
}

/** By which the node knows its session with the coordinator. */
function ownIndex(): number {
  return realm.coordinator.client('a').session?.transport.remoteIndex ?? 0;
}

/** Whoever has no session has no effect, and nothing leaves for it. */
function fromStranger(input: NodeInput): void {
  const before = status();
  const outputs = outputsOf(input);
  must(outputs.length === 0, `a stranger brought about ${outputs.map(({ kind }) => kind).join(', ')}`);
  const after = status();
  must(isDeepStrictEqual(after.held, before.held), 'a stranger changed what the node holds');
  must(after.counted === before.counted + 1, 'something was refused without being counted');
}

/** Any frames in the name of the coordinator. */
function fromCoordinator(plaintext: Uint8Array): void {
  const session = realm.coordinator.client('a').session;
  const datagram = session?.transport.seal(plaintext);
  must(datagram !== undefined, 'the session with the coordinator ended');
  bounded(() => node.receive({ source: '203.0.113.1:3479', destination: node.endpoint, datagram }));
  const before = status();
  node.receive({ source: STRANGER, destination: node.endpoint, datagram });
  must(isDeepStrictEqual(status().held, before.held), 'a replay changed what the node holds');
}

/** Any control payload in the name of the peer. */
function fromPeer(payload: Uint8Array): void {
  const session = [...node.sessions.values()].at(-1);
  if (session === undefined || payload.length === 0) return;
  const { peer, localIndex, at } = session;
  bounded(() =>
    node.feed({ kind: 'controlReceived', peer, localIndex, source: at ?? STRANGER, counter: 99n, payload }),
  );
}

/** A query of an application: one answer or one question to somebody else. */
function query(payload: Uint8Array): void {
  const answers = outputsOf({ kind: 'dnsQueryReceived', id: 7, payload }).filter(
    ({ kind }) => kind === 'answerDns',
  );
  must(answers.length <= 1, 'a query was answered twice');
}

function bounded(act: () => void): void {
  const before = node.outputs.length;
  act();
  must(node.outputs.length - before <= MOST_OUTPUTS, 'one packet brought about too much');
}

const FROM_COORDINATOR = 2;
const FROM_PEER = 3;

/** What coordinator and peer say in earnest, with signatures and names that are right. */
function framesOfRealm(): readonly (readonly [number, SignallingFrame])[] {
  const { coordinator } = new PreparedRealm().realm;
  const direction = coordinator.routeDirection('a', 'b', 'initiator');
  if (direction.kind !== 'routeDirection') return [];
  const { pathId } = direction;
  const hello = { capabilities: { control: 1 }, innerMtu: 1400, ciphers: [] } as const;
  return [
    [FROM_COORDINATOR, { ...direction, transaction: 5000 }],
    [FROM_COORDINATOR, { ...direction, transaction: 5000, role: 'responder' }],
    [
      FROM_COORDINATOR,
      { kind: 'routeWithdrawal', transaction: 5001, target: { kind: 'path', pathId }, reason: 'offline' },
    ],
    [
      FROM_COORDINATOR,
      { kind: 'routeWithdrawal', transaction: 5001, target: { kind: 'path', pathId }, reason: 'policy' },
    ],
    [FROM_PEER, { kind: 'sessionHello', transaction: 1, answer: false, pathId, ...hello }],
    [FROM_PEER, { kind: 'sessionHello', transaction: 1, answer: true, pathId, ...hello }],
    [FROM_PEER, { kind: 'mtuProbe', transaction: 1, size: 1300 }],
    [FROM_PEER, { kind: 'mtuProbeAnswer', transaction: 1, size: 1300 }],
  ];
}

function queryFor(name: string): Uint8Array {
  const flags = { response: false, opcode: 0, authoritative: false, truncated: false, rcode: 0 };
  return encodeDnsMessage({
    id: 1,
    ...flags,
    recursionDesired: true,
    recursionAvailable: false,
    questions: [{ name, type: name.endsWith('arpa') ? DNS_TYPE.PTR : DNS_TYPE.A, class: 1 }],
    answers: [],
    authority: [],
    additional: [],
  });
}

/** The node's core, as its data plane feeds it: the first byte says who speaks. */
export const nodeTarget: FuzzTarget = {
  name: 'node',
  seeds: () => [
    ...signalling.frames.flatMap(({ packet }) =>
      [2, 3].map((who) => Uint8Array.of(who, ...Buffer.from(packet, 'hex'))),
    ),
    ...framesOfRealm().map(([who, frame]) => Uint8Array.of(who, ...encodeFrame(frame))),
    ...['b.ntm.internal', 'nobody.ntm.internal', '12.0.18.198.in-addr.arpa'].map((name) =>
      Uint8Array.of(4, ...queryFor(name)),
    ),
    ...dns.messages.map(({ bytes }) => Uint8Array.of(4, ...Buffer.from(bytes, 'hex'))),
    Uint8Array.of(0, 1, ...new Uint8Array(146)),
    Uint8Array.of(1, 1, ...new Uint8Array(40)),
  ],
  run(input) {
    prepare();
    realm.run(STEP_MS);
    node.outputs.length = 0;
    const rest = input.slice(1);
    const who = (input[0] ?? 0) % 5;
    if (who === 0) fromStranger(handshakeOf(rest));
    else if (who === 1) fromStranger(sealedOf(rest));
    else if (who === 2) fromCoordinator(rest.slice(0, 1200));
    else if (who === 3) fromPeer(rest.slice(0, 1440));
    else query(rest);
  },
};

/** As the data plane hands it up: of a handshake's type and length. */
function handshakeOf(bytes: Uint8Array): NodeInput {
  const type = 1 + ((bytes[0] ?? 0) % 3);
  const message = new Uint8Array(MESSAGE_LENGTHS[type] ?? 0);
  message[0] = type;
  message.set(bytes.slice(1, message.length - 3), 4);
  return { kind: 'handshakeReceived', socket: 4, source: STRANGER, message };
}

/** A packet for an index that may be the node's, by somebody without the session's key. */
function sealedOf(bytes: Uint8Array): NodeInput {
  const packet = Uint8Array.of(4, 0, 0, 0, ...bytes, ...new Uint8Array(28));
  const localIndex = bytes.length > 8 ? ownIndex() : (bytes[0] ?? 0);
  return {
    kind: 'sealedReceived',
    socket: 4,
    source: STRANGER,
    localIndex,
    counter: BigInt(bytes[1] ?? 0),
    packet,
  };
}
