import { describe, expect, it } from 'vitest';
import { ipPacket, udpPacket } from './inner-packets.ts';
import {
  correspondent,
  keyIn,
  keyOut,
  localIndex,
  MemoryPlane,
  own,
  publicKey,
  remoteEndpoint,
  remoteIndex,
  seal,
} from './memory-plane.ts';

const flow = { source: own, destination: correspondent, sourcePort: 1, destinationPort: 2 };
const outgoing = (data = Buffer.from('hello')) => udpPacket({ ...flow, data });
const incoming = (data = Buffer.from('hello')) =>
  udpPacket({ source: correspondent, destination: own, sourcePort: 2, destinationPort: 1, data });
const padded = (packet: Buffer) => Buffer.concat([packet, Buffer.alloc((16 - (packet.length % 16)) % 16)]);

describe('an initiator session', () => {
  it('seals what node seals, with rising counters and zero padding', () => {
    const host = new MemoryPlane().addPeer().addSession();
    const packets = [outgoing(), outgoing(Buffer.alloc(0)), outgoing(Buffer.alloc(500, 7))];
    host.plane.tunPacketsReceived(packets);
    expect(host.datagrams.map(({ datagram }) => Buffer.from(datagram).toString('hex'))).toEqual(
      packets.map((packet, i) => seal(BigInt(i), padded(packet), keyOut, remoteIndex).toString('hex')),
    );
    expect(host.datagrams[0]).toMatchObject({ socket: 1, destination: remoteEndpoint });
  });

  it('does not pad beyond the path MTU', () => {
    const host = new MemoryPlane().addPeer('stock', 1420).addSession();
    host.plane.tunPacketsReceived([outgoing(Buffer.alloc(1420 - 28))]);
    expect(host.datagrams[0]?.datagram.length).toBe(1420 + 32);
  });

  it('sends an empty control payload as a keep-alive of 32 bytes', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.plane.sealControl({ localIndex, payload: new Uint8Array() });
    expect(host.datagrams[0]?.datagram).toHaveLength(32);
    expect(host.total('keepalivesSent')).toBe(1);
  });

  it('sends its first control payload before the packets that waited', () => {
    const host = new MemoryPlane().addPeer('ntm');
    host.plane.tunPacketsReceived([outgoing()]);
    host.addSession();
    expect(host.datagrams).toHaveLength(0);
    const hello = Uint8Array.of(0x10, 0, 0, 8, 0, 0, 0, 1);
    host.plane.sealControl({ localIndex, payload: hello });
    expect(host.datagrams.map(({ datagram }) => datagram.length)).toEqual([
      48,
      32 + padded(outgoing()).length,
    ]);
  });

  it('lets waiting packets go soon where no control payload comes', () => {
    const host = new MemoryPlane().addPeer('ntm');
    host.plane.tunPacketsReceived([outgoing(), outgoing()]);
    host.addSession();
    host.advance(2);
    expect(host.datagrams).toHaveLength(2);
  });
});

describe('a responder session', () => {
  const responder = () => new MemoryPlane().addPeer().addSession({ role: 'responder', endpoint: '' });

  it('sends only after its first valid packet, and to its source', () => {
    const host = responder();
    host.plane.tunPacketsReceived([outgoing()]);
    expect(host.datagrams).toHaveLength(0);
    host.receive(seal(0n, new Uint8Array()), '192.0.2.9:99');
    expect(host.eventsOf('sessionConfirmed')).toEqual([
      { kind: 'sessionConfirmed', peer: 1, localIndex, socket: 1, source: '192.0.2.9:99' },
    ]);
    expect(host.datagrams).toMatchObject([{ socket: 1, destination: '192.0.2.9:99' }]);
  });

  it('is not confirmed by a forged packet', () => {
    const host = responder();
    host.receive(seal(0n, new Uint8Array(), keyOut));
    expect(host.events).toEqual([]);
    expect(host.total('authenticationFailed')).toBe(1);
  });

  it('takes over from the session before it once confirmed, and gives way when removed', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.addSession({ role: 'responder', localIndex: 5, remoteIndex: 6, endpoint: '' });
    const remoteIndexOf = (i: number) => Buffer.from(host.datagrams[i]?.datagram ?? []).readUInt32LE(4);
    host.plane.tunPacketsReceived([outgoing()]);
    expect(remoteIndexOf(0)).toBe(remoteIndex);
    host.receive(seal(0n, new Uint8Array(), keyIn, 5));
    host.plane.tunPacketsReceived([outgoing()]);
    expect(remoteIndexOf(1)).toBe(6);
    host.plane.removeSession(5);
    host.plane.tunPacketsReceived([outgoing()]);
    expect(remoteIndexOf(2)).toBe(remoteIndex);
  });
});

describe('receiving', () => {
  it('delivers an inner packet without its padding', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.receive(seal(0n, padded(incoming())));
    expect(host.tunPackets).toEqual([incoming()]);
    expect(host.plane.counters().peers).toEqual([
      {
        peer: 1,
        sentBytes: 0,
        sentPackets: 0,
        receivedBytes: incoming().length,
        receivedPackets: 1,
        lastReceivedAt: host.now,
        endpoint: remoteEndpoint,
      },
    ]);
  });

  it('refuses a source that is not routed to the peer', () => {
    const host = new MemoryPlane().addPeer().addSession();
    host.receive(
      seal(
        0n,
        ipPacket({ source: '198.18.0.3', destination: own, protocol: 17, payload: new Uint8Array(8) }),
      ),
    );
    expect(host.tunPackets).toEqual([]);
    expect(host.total('innerSourceRefused')).toBe(1);
  });

  it.each([
    ['ntm', 0],
    ['stock', 1],
  ] as const)('lets a %s peer reach networks behind this machine: %i packet', (kind, delivered) => {
    const host = new MemoryPlane().addPeer(kind).addSession();
    const packet = { source: correspondent, protocol: 17, payload: new Uint8Array(8) };
    host.receive(seal(0n, ipPacket({ ...packet, destination: '192.168.1.9' })));
    expect(host.tunPackets).toHaveLength(delivered);
    expect(host.total('innerDestinationRefused')).toBe(1 - delivered);
  });

  it('hands control payloads of our nodes up and refuses those of stock peers', () => {
    const control = Buffer.concat([Buffer.of(0x11, 0, 0, 8, 0, 0, 0, 1), Buffer.alloc(8)]);
    const host = new MemoryPlane().addPeer('ntm').addSession();
    host.receive(seal(3n, control));
    expect(host.eventsOf('controlReceived')).toEqual([
      {
        kind: 'controlReceived',
        peer: 1,
        localIndex,
        source: remoteEndpoint,
        counter: 3n,
        payload: new Uint8Array(control),
      },
    ]);
    const stock = new MemoryPlane().addPeer('stock').addSession();
    stock.receive(seal(3n, control));
    expect(stock.events).toEqual([]);
    expect(stock.total('controlFromStockPeer')).toBe(1);
  });

  it('hands packets of owned indices up unopened', () => {
    const host = new MemoryPlane(publicKey);
    const packet = seal(77n, Buffer.alloc(16), keyIn, 1234);
    host.plane.ownIndex(1234);
    host.receive(packet, '[2001:db8::5]:9');
    expect(host.events).toEqual([
      {
        kind: 'sealedReceived',
        socket: 1,
        source: '[2001:db8::5]:9',
        localIndex: 1234,
        counter: 77n,
        packet: new Uint8Array(packet),
      },
    ]);
    host.plane.releaseIndex(1234);
    host.receive(packet);
    expect(host.total('unknownIndex')).toBe(1);
  });
});

describe('a new authenticated source', () => {
  it('moves a stock peer', () => {
    const host = new MemoryPlane().addPeer('stock').addSession();
    host.receive(seal(5n, new Uint8Array()), '192.0.2.7:7');
    expect(host.plane.counters().peers[0]?.endpoint).toBe('192.0.2.7:7');
    host.receive(seal(4n, new Uint8Array()), '192.0.2.8:8');
    expect(host.plane.counters().peers[0]?.endpoint).toBe('192.0.2.7:7');
  });

  it('is reported once for one of our nodes and moves nothing until the core says so', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    host.receive(seal(5n, new Uint8Array()), '192.0.2.7:7');
    host.receive(seal(6n, new Uint8Array()), '192.0.2.7:7');
    expect(host.eventsOf('sourceChanged')).toHaveLength(1);
    expect(host.plane.counters().peers[0]?.endpoint).toBe(remoteEndpoint);
    host.plane.setEndpoint({ peer: 1, socket: 1, endpoint: '192.0.2.7:7' });
    host.plane.tunPacketsReceived([outgoing()]);
    expect(host.datagrams[0]?.destination).toBe('192.0.2.7:7');
  });
});
