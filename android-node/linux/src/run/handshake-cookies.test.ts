import { DataPlane, type DataPlaneEvent, type OutgoingDatagram } from '@ntmobile/dataplane';
import { consumeCookieReply, createInitiation, macKeysOf, withMac2 } from '@ntmobile/shared';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { expect, it } from 'vitest';
import { drawBytes } from './draw-bytes.ts';

const keys = (privateKey = drawBytes(32)) => ({
  privateKey,
  publicKey: nodePrimitives.x25519PublicKey(privateKey),
});

/** A data plane in memory under load of messages 1. */
function loadedPlane() {
  const own = keys();
  const events: DataPlaneEvent[] = [];
  const sent: OutgoingDatagram[] = [];
  let now = 1_000_000;
  const plane = new DataPlane({
    identity: { publicKey: own.publicKey },
    tun: { kind: 'memory', mtu: 1440 },
    udp: 'memory',
    onEvents: (some) => events.push(...some),
    onDatagrams: (some) => sent.push(...some),
    clock: () => now,
  });
  plane.openSocket({ socket: 1, family: 4, port: 0 });
  for (let count = 0; count < 501; count++)
    plane.datagramReceived(1, '203.0.113.1:1', initiation(own.publicKey));
  events.length = 0;
  sent.length = 0;
  return {
    own,
    plane,
    events,
    sent,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

function initiation(remotePublicKey: Uint8Array): Uint8Array {
  const timestamp = drawBytes(12);
  const created = createInitiation(nodePrimitives, {
    local: keys(),
    remotePublicKey,
    ephemeralPrivateKey: drawBytes(32),
    localIndex: 7,
    timestamp,
  });
  if (created === undefined) throw new Error('bad key');
  return created.message;
}

function cookieFor(own: { publicKey: Uint8Array }, sent: Uint8Array, reply: Uint8Array | undefined) {
  const { cookieKey } = macKeysOf(nodePrimitives, own.publicKey);
  return reply && consumeCookieReply(nodePrimitives, { cookieKey, sent, reply });
}

it('a node under load lets in who shows with its cookie that it receives at its source, and nobody else', () => {
  const { own, plane, events, sent, pass } = loadedPlane();
  const message = initiation(own.publicKey);
  plane.datagramReceived(1, '192.0.2.9:4000', message);
  expect(events).toEqual([]);
  const cookie = cookieFor(own, message, sent[0]?.datagram);
  if (cookie === undefined) throw new Error('the cookie cannot be opened');
  const proven = withMac2(nodePrimitives, message, cookie);
  plane.datagramReceived(1, '192.0.2.9:4001', proven);
  plane.datagramReceived(1, '192.0.2.8:4000', proven);
  expect(events).toEqual([]);
  plane.datagramReceived(1, '192.0.2.9:4000', proven);
  expect(events).toMatchObject([{ kind: 'handshakeReceived', source: '192.0.2.9:4000', message: proven }]);
  // After two minutes its secret is another one.
  pass(120_001);
  for (let count = 0; count < 501; count++) plane.datagramReceived(1, '203.0.113.1:1', message);
  events.length = 0;
  plane.datagramReceived(1, '192.0.2.9:4000', proven);
  expect(events).toEqual([]);
  plane.close();
});
