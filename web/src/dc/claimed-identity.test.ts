import { decodeNodeRecord, parseNodeId } from '@ntmobile/shared';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { expect, test } from 'vitest';
import { DcBench } from './testing/dc-bench.ts';
import { type Impersonation, Impostor } from './testing/impostor.ts';
import type { TestNode } from './testing/test-node.ts';

/** `NTM_HOSTILE_INPUTS=1000000 npx vitest run src/dc/claimed-identity.test.ts` is a long run. */
const TRIES = Number(process.env.NTM_HOSTILE_INPUTS ?? 10_000);
/** In one instant: the handshakes among them keep below the load that has sources proven first, the others are asked for. */
const TRIES_OF_AN_INSTANT = 64;
const INSTANTS_OF_A_SESSION = 60;
const KINDS: readonly Impersonation[] = ['initiation', 'registration', 'answer', 'index', 'registration'];
const LABEL = 'till-7';

/** A realm of three nodes that are registered, one of which is hostile. */
function realm() {
  const bench = new DcBench(nodePrimitives);
  const [victim, attacker, caller] = [
    bench.registeredNode(LABEL),
    bench.registeredNode('attacker'),
    bench.registeredNode('caller'),
  ];
  bench.sent = [];
  return { bench, victim, attacker, caller };
}

/** All that the coordinator and its store hold of the victim, and which nodes there are. */
function heldOf(victim: TestNode, bench: DcBench) {
  const { nodes, leases, links } = bench.coordinator.status();
  const { id } = victim.profile;
  return structuredClone({
    nodes,
    registered: leases.map(({ nodeId }) => nodeId),
    lease: leases.find(({ nodeId }) => nodeId === id),
    link: links.find(({ nodeId }) => nodeId === id),
    storedLease: bench.store.leases.get(id),
    profiles: [...bench.store.profiles.values()],
    stamp: bench.store.stampOf(victim.profile.staticKey),
  });
}

/** Who the coordinator says that a node is, each time it says so. */
function saidOf(node: TestNode, datagrams: DcBench['sent']) {
  node.packets = [];
  for (const { datagram } of datagrams) node.take(datagram);
  return node.framesOf('registrationResponse').map(({ record }) => {
    const { nodeId, name, staticKey, addresses } = decodeNodeRecord(record);
    return { nodeId, name, staticKey, addresses };
  });
}

/** Lets a second pass; after a minute of them everybody has a new session, and a lease that is as long as at first. */
function nextInstant(bench: DcBench, nodes: readonly TestNode[], instant: number): void {
  bench.pass(1_000);
  if (instant % INSTANTS_OF_A_SESSION > 0) return;
  for (const node of nodes) {
    node.connect();
    node.keepAlive();
  }
  bench.sent = [];
}

test(`${TRIES} tries of an enrolled node to be another one are refused, and what is held of that one stays`, {
  timeout: 3_600_000,
}, () => {
  const { bench, victim, attacker, caller } = realm();
  const impostor = new Impostor(bench, { victim, self: attacker });
  const { id, name, staticKey, addresses } = attacker.profile;
  const self = { nodeId: parseNodeId(id), name, staticKey, addresses };
  let said = 0;
  for (let tries = 0; tries < TRIES; ) {
    const before = heldOf(victim, bench);
    for (let of = 0; of < TRIES_OF_AN_INSTANT && tries < TRIES; of++, tries++)
      impostor.try(KINDS[tries % KINDS.length] as Impersonation);
    expect(heldOf(victim, bench)).toEqual(before);
    const records = saidOf(attacker, bench.sent);
    for (const record of records) expect(record).toEqual(self);
    said += records.length;
    bench.sent = [];
    nextInstant(bench, [victim, attacker, caller], Math.ceil(tries / TRIES_OF_AN_INSTANT));
  }
  const { tried } = impostor;
  expect(said).toBe(tried.registration);
  expect(bench.counter('droppedBadHandshake')).toBe(tried.initiation);
  expect(bench.counter('droppedUnexpected')).toBe(tried.answer);
  expect(bench.counter('droppedNotAuthentic')).toBe(tried.index);
  expect(bench.stored.filter(({ kind }) => kind === 'dropLease')).toEqual([]);

  caller.ask(caller.directionRequest(`${LABEL}.ntm.internal`), 'directionResponse');
  const directed = decodeNodeRecord(caller.direction.record);
  expect(directed).toMatchObject({ name: LABEL, staticKey: victim.profile.staticKey });
  expect(directed.addresses).toEqual(victim.profile.addresses);
  expect(victim.keepAlive()).toMatchObject({ leaseSeconds: 120, registrationRequired: false });
});
