import { isDeepStrictEqual } from 'node:util';
import {
  appendMacs,
  COOKIE_REPLY_LENGTH,
  encodeFrame,
  INITIATION_LENGTH,
  macKeysOf,
  parseIpAddress,
  type SignallingFrame,
} from '@ntmobile/shared';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import signalling from '../../../shared/vectors/signalling-frames.json' with { type: 'json' };
import { DcBench, WORKER_PUBLIC_KEY } from '../../../web/src/dc/testing/dc-bench.ts';
import type { TestNode } from '../../../web/src/dc/testing/test-node.ts';
import { type FuzzTarget, must } from '../target.ts';

const STRANGER = '203.0.113.66:666';
const { mac1Key } = macKeysOf(nodePrimitives, WORKER_PUBLIC_KEY);
/** A bench serves so many inputs, so that no session ends and none sees much of another. */
const INPUTS_OF_A_BENCH = 200;
const STEP_MS = 25;
const BENCHES_BETWEEN_FLOODS = 4;
/** For one packet of a node: answers, both ends of a direction and what was queued. */
const MOST_PACKETS = 8;
const LONGEST_PACKET = 1200;

let bench: DcBench;
let node: TestNode;
let inputs = Number.POSITIVE_INFINITY;
let benches = 0;

function prepare(): void {
  inputs += 1;
  if (inputs < INPUTS_OF_A_BENCH) return;
  inputs = 0;
  bench = new DcBench();
  node = bench.registeredNode('till');
  bench.registeredNode('callee');
  if (benches % BENCHES_BETWEEN_FLOODS === 0) flood();
  benches += 1;
}

/** More messages 1 in this second than a coordinator takes without asking for proof of the source. */
function flood(): void {
  const message = initiationOf(new Uint8Array());
  for (let count = 0; count < 520; count++) bench.receive('203.0.113.67:667', message);
}

/** All that the coordinator holds but its counters. */
function held() {
  const { counters, ...rest } = bench.coordinator.status();
  return rest;
}

/** Whoever has no session has no effect, gets no answer but a cookie under load, and each datagram is counted. */
function fromStranger(datagram: Uint8Array): void {
  const before = held();
  const counted = dropped();
  bench.receive(STRANGER, datagram);
  must(isDeepStrictEqual(held(), before), 'a stranger changed what the coordinator holds');
  const { length } = bench.sent;
  const asksForProof = length === 1 && bench.sent[0]?.datagram.length === COOKIE_REPLY_LENGTH;
  must(length === 0 || (asksForProof && datagram.length === INITIATION_LENGTH), 'a stranger got an answer');
  must(bench.stored.length === 0, 'a stranger reached the store');
  must(dropped() === counted + 1, 'a datagram was refused without being counted');
}

function dropped(): number {
  return Object.entries(bench.coordinator.status().counters)
    .filter(([name]) => name.startsWith('dropped') || name === 'cookieRepliesSent')
    .reduce((sum, [, count]) => sum + count, 0);
}

/** Any bytes in the name of a node: answered in bounds, and the node is served as before. */
function fromNode(plaintext: Uint8Array): void {
  const datagram = node.session?.seal(plaintext);
  must(datagram !== undefined, 'the session of the node ended');
  bench.receive(node.endpoint, datagram);
  must(bench.sent.length <= MOST_PACKETS, 'one packet brought about too many');
  for (const { datagram: sent } of bench.sent) must(sent.length <= LONGEST_PACKET, 'a packet is too long');
  bench.sent = [];
  bench.receive(node.endpoint, datagram);
  must(bench.sent.length === 0, 'a replay was answered');
}

/** What a node may ask, about a peer that is there. */
function requests(): readonly SignallingFrame[] {
  const common = { transaction: 1, lookup: false, candidates: [] } as const;
  const pathId = new Uint8Array(16);
  return [
    { kind: 'keepAlive', transaction: 1 },
    { kind: 'directionRequest', ...common, target: { kind: 'name', name: 'callee.ntm.internal' } },
    {
      kind: 'directionRequest',
      ...common,
      lookup: true,
      target: { kind: 'name', name: 'till.ntm.internal' },
    },
    {
      kind: 'directionRequest',
      ...common,
      target: { kind: 'address', address: parseIpAddress('198.18.1.2') },
    },
    { kind: 'tunnelReport', transaction: 1, pathId, event: 'established', reason: 'it answers' },
    { kind: 'routeConfirmation', transaction: 1, pathId },
    { kind: 'deregistration', transaction: 1 },
  ];
}

/** The Direction Coordinator's socket: the first byte says who speaks. */
export const coordinatorTarget: FuzzTarget = {
  name: 'coordinator',
  seeds: () => [
    ...requests().map((frame) => Uint8Array.of(2, ...encodeFrame(frame))),
    ...signalling.frames.map(({ packet }) => Uint8Array.of(2, ...Buffer.from(packet, 'hex'))),
    Uint8Array.of(0, 1, 0, 0, 0, ...new Uint8Array(144)),
    Uint8Array.of(0, 4, 0, 0, 0, ...new Uint8Array(40)),
    Uint8Array.of(1, ...new Uint8Array(112)),
    Uint8Array.of(3, ...new Uint8Array(40)),
  ],
  run(input) {
    prepare();
    bench.sent = [];
    bench.pass(STEP_MS);
    bench.sent = [];
    bench.stored = [];
    const rest = input.slice(1);
    const who = (input[0] ?? 0) % 4;
    if (who === 0) fromStranger(rest);
    else if (who === 1) fromStranger(initiationOf(rest));
    else if (who === 2) fromNode(rest.slice(0, LONGEST_PACKET));
    else fromStranger(forgedPacket(rest));
  },
};

/** A message 1 whose mac1 is right: anybody who knows the coordinator's key can make one. */
function initiationOf(bytes: Uint8Array): Uint8Array {
  const body = new Uint8Array(116);
  body[0] = 1;
  body.set(bytes.slice(0, 112), 4);
  return appendMacs(nodePrimitives, mac1Key, body);
}

/** A packet of a live session by somebody without its key. */
function forgedPacket(bytes: Uint8Array): Uint8Array {
  const header = node.sealed([]).slice(0, 8);
  return Uint8Array.of(...header, ...bytes.slice(0, 8), ...new Uint8Array(16), ...bytes);
}
