import { COOKIE_REPLY_LENGTH, INITIATION_LENGTH, RESPONSE_LENGTH, Reader } from '@ntmobile/shared';
import { openInitiation } from '../handshake/incoming-handshake.ts';
import type { NodeInput } from '../inputs.ts';
import type { Machines } from './machines.ts';

type HandshakeEvent = Extract<NodeInput, { kind: 'handshakeReceived' }>;

/** Length of each message type, and where its receiver index is (WireGuard whitepaper 5.4.3 and 5.4.7). */
const LENGTH = { 1: INITIATION_LENGTH, 2: RESPONSE_LENGTH, 3: COOKIE_REPLY_LENGTH } as const;
const RECEIVER_OFFSET = { 2: 8, 3: 4 } as const;

/** Hands a message 1, 2 or 3 to the machine that it concerns. */
export function dispatchHandshake(machines: Machines, event: HandshakeEvent, now: number): void {
  const type = event.message[0];
  const known = type === 1 || type === 2 || type === 3;
  if (!known || event.message.length !== LENGTH[type]) {
    machines.services.outputs.count('handshakeMalformed');
    return;
  }
  if (type === 1) dispatchInitiation(machines, event, now);
  else dispatchAnswer(machines, event, type, now);
}

function dispatchInitiation(machines: Machines, event: HandshakeEvent, now: number): void {
  const { services, coordinator, stock, tunnels } = machines;
  if (tunnels.answeredAgain(event)) return;
  const opened = openInitiation(services, event.message, (key) => isWelcome(machines, key));
  if (opened === 'unauthentic') {
    services.outputs.count('handshakeUnauthentic');
    return;
  }
  if (opened === 'unwelcome') {
    services.outputs.count('handshakeUnknownPeer');
    return;
  }
  if (coordinator.link.knows(opened.staticKey)) {
    coordinator.link.initiationReceived(opened, event, now);
    return;
  }
  const stockPeer = stock.findByKey(opened.staticKey);
  if (stockPeer !== undefined) {
    stock.initiationReceived(stockPeer, opened, event, now);
    return;
  }
  tunnels.initiationReceived(opened, event, now);
}

/** Once enrolled a coordinator may still name any key; before that only stock peers are known. */
function isWelcome({ coordinator, stock }: Machines, staticKey: Uint8Array): boolean {
  return coordinator.enrolment !== undefined || stock.findByKey(staticKey) !== undefined;
}

function dispatchAnswer(machines: Machines, event: HandshakeEvent, type: 2 | 3, now: number): void {
  const reader = new Reader(event.message);
  reader.skip(RECEIVER_OFFSET[type]);
  const owner = machines.services.indices.ownerOf(reader.u32le());
  switch (owner?.kind) {
    case 'stock':
      machines.stock.answerReceived(owner.peer, event, now);
      return;
    case 'tunnel':
      machines.tunnels.answerReceived(owner.peer, event, now);
      return;
    case 'coordinator':
      machines.coordinator.link.answerReceived(event, now);
      return;
    case undefined:
      machines.services.outputs.count('handshakeUnknownIndex');
      return;
    default:
      owner satisfies never;
  }
}
