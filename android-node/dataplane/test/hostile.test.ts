import { describe, expect, it } from 'vitest';
import type { DataPlane } from '../src/index.ts';
import { ipPacket, udpPacket } from './inner-packets.ts';
import {
  correspondent,
  localIndex,
  MemoryPlane,
  own,
  own6,
  publicKey,
  remoteEndpoint,
  seal,
} from './memory-plane.ts';

const longest = 2000;
const fills = [0x00, 0x45, 0x60, 0xff];

describe('hostile input', () => {
  it('survives datagrams of every type and length', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    let given = 0;
    for (let type = 0; type <= 5; type++) {
      for (let length = 0; length <= longest; length++) {
        const datagram = Buffer.alloc(length, 0x45);
        if (length >= 4) datagram.writeUInt32LE(type, 0);
        if (length >= 8) datagram.writeUInt32LE(localIndex, 4);
        host.receive(datagram);
        given++;
      }
    }
    const refused = ['unknownDatagram', 'mac1Failed', 'authenticationFailed', 'replayed', 'unknownIndex'];
    expect(refused.reduce((sum, name) => sum + host.total(name), 0)).toBe(given);
    // A message 2 and a message 3 of their lengths, which answer nothing.
    expect(host.total('unknownIndex')).toBe(2);
  });

  it('takes no first byte, and no reserved byte that is not zero, for anything of its own', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    for (let first = 0; first < 256; first++) {
      for (const length of [1, 31, 32, 64, 92, 148, 1500]) {
        const datagram = Buffer.alloc(length, first);
        host.receive(datagram);
      }
    }
    for (const type of [1, 2, 3, 4]) {
      for (let at = 1; at < 4; at++) {
        const datagram = Buffer.alloc({ 1: 148, 2: 92, 3: 64, 4: 64 }[type] ?? 0);
        datagram.writeUInt8(type, 0);
        datagram.writeUInt8(1, at);
        host.receive(datagram);
      }
    }
    expect(host.total('unknownDatagram')).toBe(256 * 7 + 12);
    expect([host.events, host.tunPackets, host.datagrams]).toEqual([[], [], []]);
  });

  it('survives authentic payloads of every length and delivers nothing longer than itself', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    let counter = 0n;
    for (const fill of fills) {
      for (let length = 0; length <= longest; length++)
        host.receive(seal(counter++, Buffer.alloc(length, fill)));
    }
    expect(host.tunPackets).toEqual([]);
    expect(host.total('malformedInner') + host.total('innerSourceRefused')).toBeGreaterThan(longest);
  });

  it('survives TUN packets of every length', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    host.plane.setResolver({ addresses: ['69.69.69.69'] });
    for (const fill of fills) {
      const packets = Array.from({ length: longest + 1 }, (_, length) => Buffer.alloc(length, fill));
      host.plane.tunPacketsReceived(packets);
    }
    // IPv4 with every field 0x45, then every protocol and header length towards the resolver.
    for (let protocol = 0; protocol < 256; protocol++) {
      for (let length = 20; length <= 100; length++) {
        const packet = Buffer.alloc(length, 0x45);
        packet.writeUInt16BE(length, 2);
        packet.writeUInt16BE(0, 6);
        packet.writeUInt8(protocol, 9);
        host.plane.tunPacketsReceived([packet]);
      }
    }
    expect(host.total('tunMalformed')).toBeGreaterThan(0);
    expect(host.total('resolverRefused')).toBeGreaterThan(0);
  });

  it('counts a bit flipped anywhere in a sealed packet as forged or unknown', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    const packet = seal(1n, Buffer.alloc(32, 0x45));
    for (let bit = 0; bit < packet.length * 8; bit++) {
      const flipped = Buffer.from(packet);
      const at = bit >> 3;
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (bit & 7)), at);
      host.receive(flipped);
    }
    expect(host.events).toEqual([]);
    expect(host.plane.counters().peers[0]?.lastReceivedAt).toBeUndefined();
  });
});

describe('an enrolled node that lies about where its packets come from', () => {
  const foreign = [
    own,
    '198.18.0.3',
    '198.18.0.0',
    '198.19.255.255',
    '127.0.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '169.254.169.254',
    '10.0.0.1',
    '192.0.2.2',
    own6,
    'fd00::3',
    '::1',
    '::',
    'ff02::1',
    'fe80::2',
    '::ffff:c612:2',
    '::c612:2',
    '64:ff9b::c612:2',
    '2002:c612:2::1',
  ];

  it.each(foreign)('has nothing delivered from %s', (source) => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    const destination = source.includes(':') ? own6 : own;
    for (let counter = 0n; counter < 50n; counter++) {
      const flow = { source, destination, sourcePort: 9, destinationPort: 9, data: Buffer.alloc(20) };
      host.receive(seal(counter, udpPacket(flow)));
    }
    expect(host.tunPackets).toEqual([]);
    expect(host.total('innerSourceRefused')).toBe(50);
  });

  it('has its packets read by one parser whatever they claim to be: options, fragments, extension headers', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    const payload = Buffer.alloc(40);
    let counter = 0n;
    for (let words = 0; words < 16; words++) {
      const options = ipPacket({ source: '198.18.0.3', destination: own, protocol: 17, payload });
      options.writeUInt8(0x40 | words, 0);
      host.receive(seal(counter++, options));
    }
    for (const extension of [0, 43, 44, 50, 51, 60, 135]) {
      const chain = Buffer.from([extension, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, ...payload]);
      const packet = { source: 'fd00::3', destination: own6, protocol: extension, payload: chain };
      host.receive(seal(counter++, ipPacket(packet)));
    }
    const fragment = ipPacket({ source: '198.18.0.3', destination: own, protocol: 17, payload });
    for (const field of [0x2000, 0x2001, 0x1fff, 0x8000]) {
      fragment.writeUInt16BE(field, 6);
      host.receive(seal(counter++, fragment));
    }
    expect(host.tunPackets).toEqual([]);
    expect(host.total('innerSourceRefused') + host.total('malformedInner')).toBe(Number(counter));
  });
});

describe('a captured flow', () => {
  const flow = { source: correspondent, destination: own, sourcePort: 9, destinationPort: 9 };
  const sealed = (counter: number) => {
    const data = Buffer.alloc(8);
    data.writeUInt32BE(counter, 0);
    return seal(BigInt(counter), udpPacket({ ...flow, data }));
  };

  it('that is sent again three times, in any order and from anywhere, delivers nothing', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    const packets = Array.from({ length: 10_000 }, (_, counter) => sealed(counter));
    for (const packet of packets) host.receive(Buffer.from(packet));
    expect(host.tunPackets).toHaveLength(10_000);
    const { peers } = host.plane.counters();
    // 7,919 is prime to the length, so each packet comes once a round, far from its neighbours.
    for (let round = 0; round < 3; round++) {
      for (let at = 0; at < packets.length; at++) {
        const packet = packets[(at * 7_919 + round) % packets.length] as Buffer;
        host.receive(Buffer.from(packet), at % 2 === 0 ? remoteEndpoint : '203.0.113.66:666');
      }
    }
    expect(host.total('replayed')).toBe(30_000);
    expect(host.tunPackets).toHaveLength(10_000);
    expect(host.plane.counters().peers).toEqual(peers);
    expect(host.events).toEqual([]);
  });

  it('whose packets overtake each other within the window loses none', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    for (let block = 0; block < 2; block++)
      for (let back = 8_000; back > 0; back--) host.receive(sealed(block * 8_000 + back - 1));
    expect(host.tunPackets).toHaveLength(16_000);
  });
});

describe('a correspondent that floods', () => {
  const control = Buffer.concat([Buffer.of(0x11, 0, 0, 8, 0, 0, 0, 1), Buffer.alloc(8)]);

  it('has 200 control payloads at once and 100 a second handed up, its packets meanwhile all', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    for (let counter = 0n; counter < 5_000n; counter++) host.receive(seal(counter, control));
    expect(host.eventsOf('controlReceived')).toHaveLength(200);
    expect(host.total('controlOverLimit')).toBe(4_800);
    host.advance(1_000);
    for (let counter = 5_000n; counter < 6_000n; counter++) host.receive(seal(counter, control));
    expect(host.eventsOf('controlReceived')).toHaveLength(300);
    const packet = ipPacket({
      source: correspondent,
      destination: own,
      protocol: 17,
      payload: Buffer.alloc(8),
    });
    host.receive(seal(6_000n, packet));
    expect(host.tunPackets).toHaveLength(1);
  });

  it('is told of a few of its many sources only', () => {
    const host = new MemoryPlane().addPeer('ntm').addSession();
    for (let counter = 0n; counter < 5_000n; counter++)
      host.receive(seal(counter, Buffer.alloc(0)), `192.0.2.9:${1_000 + Number(counter)}`);
    expect(host.eventsOf('sourceChanged')).toHaveLength(200);
  });
});

describe('wrong arguments', () => {
  it.each([
    [
      'a prefix',
      (plane: DataPlane) => plane.setPeer({ peer: 1, prefixes: ['1.2.3.4'], kind: 'ntm', pathMtu: 1280 }),
    ],
    ['an endpoint', (plane: DataPlane) => plane.setEndpoint({ peer: 1, socket: 1, endpoint: '1.2.3.4' })],
    ['a source', (plane: DataPlane) => plane.datagramReceived(1, '1.2.3.4:65536', new Uint8Array())],
    [
      'a source with a zero byte',
      (plane: DataPlane) => plane.datagramReceived(1, '1.2.3.4\0:5', new Uint8Array()),
    ],
    ['a socket', (plane: DataPlane) => plane.datagramReceived(9, remoteEndpoint, new Uint8Array())],
    ['an index', (plane: DataPlane) => plane.ownIndex(-1)],
    ['a peer', (plane: DataPlane) => plane.setPathMtu(1.5, 1280)],
    ['an MTU', (plane: DataPlane) => plane.setPathMtu(1, 1279)],
    ['bytes', (plane: DataPlane) => plane.answerDns({ id: 1, payload: 'text' as unknown as Uint8Array })],
  ])('%s out of range throws and changes nothing', (_, action) => {
    const host = new MemoryPlane();
    expect(() => action(host.plane)).toThrow();
    expect(host.events).toEqual([]);
  });

  it('a session of an unknown peer throws', () => {
    expect(() => new MemoryPlane().addSession()).toThrow(/unknown peer/);
  });

  it('a closed data plane does nothing, and may be closed again', () => {
    const host = new MemoryPlane(publicKey);
    host.plane.close();
    host.plane.close();
    host.receive(new Uint8Array(32));
    expect(host.plane.counters()).toEqual({ totals: {}, peers: [] });
  });
});
