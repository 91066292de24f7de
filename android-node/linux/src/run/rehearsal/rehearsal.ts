import {
  bytesEqual,
  type CryptoPrimitives,
  DNS_CLASS_IN,
  DNS_RCODE,
  DNS_TYPE,
  encodeDnsMessage,
} from '@ntmobile/shared';
import { drawBytes } from '../draw-bytes.ts';
import { RehearsedCoordinator } from './rehearsed-coordinator.ts';
import { RehearsedNetwork } from './rehearsed-network.ts';
import { RehearsedNode } from './rehearsed-node.ts';

/** A first contact with its probes of the MTU takes some forty. */
const MOST_DELIVERIES = 500;

/**
 * Two nodes that live for this call register, the first asks for the other's name, and they build a tunnel: the engine
 * compiles code when it first runs, and then that is done before an application waits for it. Keys, names and addresses
 * are thrown away; nothing leaves the process.
 */
export function rehearseFirstContact(primitives: CryptoPrimitives, wallClockMs: number): void {
  const network = new RehearsedNetwork();
  const [caller, callee] = (['caller', 'callee'] as const).map((name, index) => {
    const privateKey = drawBytes(32);
    const staticKey = primitives.x25519PublicKey(privateKey);
    const member = { name, staticKey, nodeId: drawBytes(16), address: `198.18.0.${10 + index}` };
    const address = `192.0.2.${1 + index}`;
    return { member, node: new RehearsedNode({ network, primitives, privateKey, address, wallClockMs }) };
  }) as [Participant, Participant];
  const members = [caller.member, callee.member];
  const coordinator = new RehearsedCoordinator(network, { primitives, wallClockMs, members });
  caller.node.enrol(coordinator.enrolmentOf(caller.member), callee.node);
  callee.node.enrol(coordinator.enrolmentOf(callee.member), caller.node);
  network.deliver(MOST_DELIVERIES);
  caller.node.feed({ kind: 'dnsQueryReceived', id: 1, payload: queryFor(coordinator.nameOf(callee.member)) });
  network.deliver(MOST_DELIVERIES);
  if (!haveMet(caller.node, callee.node)) throw new Error('a rehearsed first contact made no tunnel');
}

interface Participant {
  readonly member: ConstructorParameters<typeof RehearsedCoordinator>[1]['members'][number];
  readonly node: RehearsedNode;
}

/** The name was answered, both have the keys of one session, and each has heard the other in it. */
function haveMet(caller: RehearsedNode, callee: RehearsedNode): boolean {
  const [ours] = caller.sessions.values();
  const theirs = ours && callee.sessions.get(ours.remoteIndex);
  return (
    ours !== undefined &&
    theirs !== undefined &&
    bytesEqual(ours.sendKey, theirs.receiveKey) &&
    bytesEqual(ours.receiveKey, theirs.sendKey) &&
    caller.dnsAnswers === 1 &&
    caller.controlReceived > 0 &&
    callee.controlReceived > 0
  );
}

function queryFor(name: string): Uint8Array {
  return encodeDnsMessage({
    id: 1,
    response: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    rcode: DNS_RCODE.noError,
    questions: [{ name, type: DNS_TYPE.A, class: DNS_CLASS_IN }],
    answers: [],
    authority: [],
    additional: [],
  });
}
