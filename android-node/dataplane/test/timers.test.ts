import { describe, expect, it } from 'vitest';
import { udpPacket } from './inner-packets.ts';
import { correspondent, localIndex, MemoryPlane, own, seal } from './memory-plane.ts';

const outgoing = udpPacket({
  source: own,
  destination: correspondent,
  sourcePort: 1,
  destinationPort: 2,
  data: new Uint8Array(4),
});
const incoming = udpPacket({
  source: correspondent,
  destination: own,
  sourcePort: 2,
  destinationPort: 1,
  data: new Uint8Array(4),
});
const causes = (host: MemoryPlane) => host.eventsOf('timerDue').map(({ cause }) => cause);

describe('timers of a session', () => {
  it('report data without answer after 15 s, and again for later data', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.plane.tunPacketsReceived([outgoing]);
    host.advance(14_999);
    expect(causes(host)).toEqual([]);
    host.advance(1);
    expect(causes(host)).toEqual(['sentUnanswered']);
    host.advance(30_000);
    host.plane.tunPacketsReceived([outgoing]);
    host.advance(15_000);
    expect(causes(host)).toEqual(['sentUnanswered', 'sentUnanswered']);
  });

  it('are stopped by any valid packet', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.plane.tunPacketsReceived([outgoing]);
    host.advance(14_000);
    host.receive(seal(0n, new Uint8Array()));
    host.advance(60_000);
    expect(causes(host)).toEqual([]);
  });

  it('report data received without anything sent after 10 s, but not keep-alives', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.receive(seal(0n, new Uint8Array()));
    host.advance(20_000);
    expect(causes(host)).toEqual([]);
    host.receive(seal(1n, incoming));
    host.advance(9_999);
    expect(causes(host)).toEqual([]);
    host.advance(1);
    expect(causes(host)).toEqual(['receivedUnanswered']);
    host.plane.sealControl({ localIndex, payload: new Uint8Array() });
    host.receive(seal(2n, incoming));
    host.advance(10_000);
    expect(causes(host)).toEqual(['receivedUnanswered', 'receivedUnanswered']);
  });

  it('tell the initiator once to renew a session that it sends in after 120 s', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.advance(119_999);
    host.plane.tunPacketsReceived([outgoing]);
    host.receive(seal(0n, new Uint8Array()));
    expect(causes(host)).toEqual([]);
    host.advance(1);
    host.plane.tunPacketsReceived([outgoing, outgoing]);
    expect(causes(host)).toEqual(['sentAfterRekey']);
  });

  it('tell the initiator once to renew a session that it receives in after 165 s', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.advance(165_000);
    host.receive(seal(0n, new Uint8Array()));
    host.receive(seal(1n, new Uint8Array()));
    expect(causes(host)).toEqual(['receivedNearReject']);
  });

  it('leave renewing to the initiator', () => {
    const host = new MemoryPlane().addPeer().addSession({ role: 'responder' });
    host.receive(seal(0n, new Uint8Array()));
    host.advance(170_000);
    host.receive(seal(1n, new Uint8Array()));
    host.plane.tunPacketsReceived([outgoing]);
    expect(causes(host)).toEqual([]);
  });

  it('end a session after 180 s in both directions', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.advance(179_999);
    host.receive(seal(0n, new Uint8Array()));
    expect(host.total('keepalivesReceived')).toBe(1);
    host.advance(1);
    expect(causes(host)).toContain('expired');
    host.receive(seal(1n, new Uint8Array()));
    host.plane.tunPacketsReceived([outgoing]);
    expect(host.total('unknownIndex')).toBe(1);
    expect(host.datagrams).toEqual([]);
    expect(host.eventsOf('missed')).toEqual([{ kind: 'missed', destination: correspondent }]);
  });

  it('keep a mapping alive where a persistent keep-alive is asked for', () => {
    const host = new MemoryPlane();
    host.plane.setPeer({
      peer: 1,
      prefixes: [`${correspondent}/32`],
      kind: 'stock',
      pathMtu: 1420,
      persistentKeepaliveMs: 25_000,
    });
    host.addSession();
    host.advance(100_000);
    expect(host.total('keepalivesSent')).toBeGreaterThanOrEqual(4);
    expect(host.datagrams.every(({ datagram }) => datagram.length === 32)).toBe(true);
  });

  it('have no deadline when nothing lives', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.advance(400_000);
    expect(host.plane.nextDeadline()).toBeUndefined();
  });
});
